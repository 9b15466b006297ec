import { type ComponentChild, render } from "preact";
import { parseConfig } from "../../core/config/config.ts";
import { type Call, createClient } from "./api/client.ts";
import { type Clock, createClock } from "./api/clock.ts";
import { ConfigContext } from "./config-context.ts";
import { metaContent } from "./meta-content.ts";
import { settingsMetaName } from "./oidc-config.ts";
import type { Person } from "./session/person.ts";
import { RequireSession } from "./session/require-session.tsx";
import { StorageForbidden } from "./session/storage-forbidden.tsx";
import type { PageScript } from "./show-page.ts";

const settings = parseConfig(metaContent(settingsMetaName) ?? "");
const clock = createClock(Date.now);

/** Replaces the placeholder of index.html. */
function show(content: ComponentChild): void {
  const container = document.createElement("div");
  render(<ConfigContext.Provider value={settings}>{content}</ConfigContext.Provider>, container);
  document.querySelector("#app")?.replaceChildren(container);
}

/** Makes what a signed-in person sees. */
export type MakeApp = (call: Call, clock: Clock, person: Person) => ComponentChild;

/** Makes a page of what a signed-in person sees; others get a sign-in card, or the reason why there is none. */
export function pageOf(makeApp: MakeApp): PageScript["showPage"] {
  return (outcome) => {
    if (outcome.kind === "storage-forbidden") {
      show(<StorageForbidden />);
      return;
    }
    const { session, state } = outcome;
    const call = createClient((...request) => fetch(...request), session.credentials, clock.note);
    const app = state.kind === "signed-in" ? makeApp(call, clock, state.person) : undefined;
    // Rendering would hold up the requests that making the app has begun.
    setTimeout(() => {
      show(
        <RequireSession session={session} initial={state}>
          {app}
        </RequireSession>,
      );
    });
  };
}

import { type ComponentChild, render } from "preact";
import { parseConfig } from "../../core/config/config.ts";
import { type Call, createClient } from "./api/client.ts";
import { type Clock, createClock } from "./api/clock.ts";
import { ConfigContext } from "./config-context.ts";
import { readConfig, settingsMetaName } from "./oidc-config.ts";
import { findOtherTabs } from "./session/other-tabs.ts";
import type { Person } from "./session/person.ts";
import { RequireSession } from "./session/require-session.tsx";
import { createSession } from "./session/session.ts";
import { mayStore, StorageForbidden } from "./session/storage.tsx";
import { createUserManager } from "./session/user-manager.ts";

function metaContent(name: string): string | undefined {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;
}

const config = readConfig(metaContent);
const settings = parseConfig(metaContent(settingsMetaName) ?? "");
const clock = createClock(Date.now);

let isShown = false;

/** Replaces the placeholder of index.html. */
function show(content: ComponentChild): void {
  const container = document.createElement("div");
  render(<ConfigContext.Provider value={settings}>{content}</ConfigContext.Provider>, container);
  document.querySelector("#app")?.replaceChildren(container);
  isShown = true;
}

/** Makes what a signed-in person sees. */
export type MakeApp = (call: Call, clock: Clock) => (person: Person) => ComponentChild;

/**
 * Signs somebody in and shows them the page. Without storage, it says why that is impossible.
 *
 * @param basePath the path that the page is at and below
 */
export async function startPage(basePath: string, makeApp: MakeApp): Promise<void> {
  // The browser's back button returned from the issuer to a page that was being redirected.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && !isShown) location.reload();
  });
  if (!mayStore()) {
    show(<StorageForbidden />);
    return;
  }
  const manager = createUserManager(config, location.origin, basePath);
  const session = createSession(manager, config, findOtherTabs(), basePath);
  const call = createClient((...request) => fetch(...request), session.credentials, clock.note);
  const app = makeApp(call, clock);
  const state = await session.start();
  if (state.kind === "leaving") return;
  show(
    <RequireSession session={session} initial={state}>
      {app}
    </RequireSession>,
  );
}

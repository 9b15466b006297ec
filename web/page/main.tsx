import { type ComponentChild, render } from "preact";
import { parseConfig } from "../../core/config/config.ts";
import { createClient } from "./api/client.ts";
import { createClock } from "./api/clock.ts";
import { createManagement } from "./api/management.ts";
import { App } from "./app.tsx";
import { ConfigContext } from "./config-context.ts";
import { readConfig, settingsMetaName } from "./oidc-config.ts";
import { Gated } from "./session/gated.tsx";
import { findOtherTabs } from "./session/other-tabs.ts";
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

/** What index.html shows meanwhile stays until there is something to show in its place. */
function show(content: ComponentChild): void {
  const place = document.createElement("div");
  render(<ConfigContext.Provider value={settings}>{content}</ConfigContext.Provider>, place);
  document.querySelector("#app")?.replaceChildren(place);
  isShown = true;
}

async function start(): Promise<void> {
  const manager = createUserManager(config, location.origin);
  const session = createSession(manager, config, findOtherTabs());
  const call = createClient((...request) => fetch(...request), session.credentials, clock.note);
  const management = createManagement(call);
  const state = await session.start();
  if (state.kind === "leaving") return;
  show(
    <Gated session={session} initial={state}>
      {(person) => <App api={management} clock={clock} person={person} />}
    </Gated>,
  );
}

// Back from the issuer by the browser's back button, to a page that was on its way there.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && !isShown) location.reload();
});

if (mayStore()) await start();
else show(<StorageForbidden />);

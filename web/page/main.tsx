import { type ComponentChild, render } from "preact";
import { parseConfig } from "../../core/config/config.ts";
import { createClient } from "./api/client.ts";
import { createClock } from "./api/clock.ts";
import { createManagement } from "./api/management.ts";
import { App } from "./app.tsx";
import { ConfigContext } from "./config-context.ts";
import { readConfig, settingsMetaName } from "./oidc-config.ts";
import { findOtherTabs } from "./session/other-tabs.ts";
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

async function start(): Promise<void> {
  const manager = createUserManager(config, location.origin);
  const session = createSession(manager, config, findOtherTabs());
  const call = createClient((...request) => fetch(...request), session.credentials, clock.note);
  const management = createManagement(call);
  const state = await session.start();
  if (state.kind === "leaving") return;
  show(
    <RequireSession session={session} initial={state}>
      {(person) => <App api={management} clock={clock} person={person} />}
    </RequireSession>,
  );
}

// The browser's back button returned from the issuer to a page that was being redirected.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && !isShown) location.reload();
});

if (mayStore()) await start();
else show(<StorageForbidden />);

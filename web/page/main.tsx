import { render } from "preact";
import { createClient } from "./api/client.ts";
import { createClock } from "./api/clock.ts";
import { createManagement } from "./api/management.ts";
import { App } from "./app.tsx";
import { readConfig } from "./oidc-config.ts";
import { Gated } from "./session/gated.tsx";
import { createSession, type SessionState } from "./session/session.ts";
import { createUserManager } from "./session/user-manager.ts";

const config = readConfig(
  (name) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content,
);
const session = createSession(createUserManager(config, location.origin), config);
const clock = createClock(Date.now);
const call = createClient((...request) => fetch(...request), session.credentials, clock.note);

let isShown = false;

/** What index.html shows meanwhile stays until there is something to show in its place. */
function show(state: SessionState): void {
  if (state.kind === "leaving") return;
  const place = document.createElement("div");
  render(
    <Gated session={session} initial={state}>
      {(person) => (
        <App api={createManagement(call, person.accountId)} clock={clock} person={person} />
      )}
    </Gated>,
    place,
  );
  document.querySelector("#app")?.replaceChildren(place);
  isShown = true;
}

// Back from the issuer by the browser's back button, to a page that was on its way there.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && !isShown) location.reload();
});

show(await session.start());

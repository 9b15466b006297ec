import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { useConfig } from "../config-context.ts";
import { RequireSession } from "./gate.tsx";
import type { Person } from "./person.ts";
import type { Session, SessionState } from "./session.ts";
import { SessionContext } from "./session-context.tsx";

interface GatedProps {
  readonly session: Session;
  readonly initial: SessionState;
  readonly children: (person: Person) => ComponentChildren;
}

/** Shows the page to whoever is signed in, and to others the way in. */
export function Gated({ session, initial, children }: GatedProps) {
  const { product } = useConfig();
  const [state, setState] = useState(initial);
  // What was on the screen is gone at once, so that no way back shows it.
  const leave = (go: () => Promise<SessionState>) => {
    setState({ kind: "leaving" });
    go().then(setState);
  };
  const actions = useMemo(
    () => ({
      signIn: () => leave(() => session.signIn()),
      signInAgain: () => leave(() => session.signInAgain()),
      signOut: () => leave(() => session.signOut()),
    }),
    [session],
  );
  useEffect(() => session.onSignedOutElsewhere(setState), [session]);
  useEffect(() => {
    if (state.kind === "signed-out") document.title = `Signed out · ${product.name}`;
    if (state.kind === "failed") document.title = `Sign-in failed · ${product.name}`;
    const lookAgain = ({ persisted }: PageTransitionEvent) => {
      if (persisted && state.kind === "leaving") location.reload();
    };
    addEventListener("pageshow", lookAgain);
    return () => removeEventListener("pageshow", lookAgain);
  }, [state, product.name]);

  switch (state.kind) {
    case "signed-in":
      return (
        <SessionContext.Provider value={actions}>{children(state.person)}</SessionContext.Provider>
      );
    case "signed-out":
      return (
        <RequireSession
          title="Signed out"
          text="You are signed out. Nothing of your keys is kept in this browser."
          action="Sign in"
          onAction={actions.signIn}
        />
      );
    case "failed":
      return (
        <RequireSession
          title="You are not signed in"
          text={state.message}
          action="Try again"
          onAction={actions.signIn}
        />
      );
    case "leaving":
      return (
        <main class="gate">
          <p class="muted" role="status">
            One moment…
          </p>
        </main>
      );
  }
}

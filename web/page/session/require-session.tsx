import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { useConfig } from "../config-context.ts";
import type { Session, SessionState } from "./session.ts";
import { SessionContext } from "./session-context.tsx";
import { SignInCard } from "./sign-in-card.tsx";

interface RequireSessionProps {
  readonly session: Session;
  readonly initial: SessionState;
  readonly children: ComponentChildren;
}

/** Shows the page to a signed-in user, and a sign-in card to others. */
export function RequireSession({ session, initial, children }: RequireSessionProps) {
  const { product } = useConfig();
  const [state, setState] = useState(initial);
  // Remove the content at once, so that the back button cannot show it.
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
    const reloadIfCached = ({ persisted }: PageTransitionEvent) => {
      if (persisted && state.kind === "leaving") location.reload();
    };
    addEventListener("pageshow", reloadIfCached);
    return () => removeEventListener("pageshow", reloadIfCached);
  }, [state, product.name]);

  switch (state.kind) {
    case "signed-in":
      return <SessionContext.Provider value={actions}>{children}</SessionContext.Provider>;
    case "signed-out":
      return (
        <SignInCard
          title="Signed out"
          text="You are signed out. This browser keeps no data about your keys."
          action="Sign in"
          onAction={actions.signIn}
        />
      );
    case "failed":
      return (
        <SignInCard
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
            Redirecting…
          </p>
        </main>
      );
  }
}

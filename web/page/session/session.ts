import type { Credentials } from "../api/client.ts";
import type { OidcConfig } from "../oidc-config.ts";
import { arrivalOf, explainRefusal } from "./issuer-response.ts";
import type { OidcClient } from "./oidc-client.ts";
import type { OtherTabs } from "./other-tabs.ts";
import { type Person, personOf } from "./person.ts";
import type { SignInState } from "./return-path.ts";
import { forget, signOut } from "./sign-out.ts";
import { createTokens } from "./tokens.ts";

export type SessionState =
  | { readonly kind: "signed-in"; readonly person: Person }
  | { readonly kind: "signed-out" }
  | { readonly kind: "failed"; readonly message: string }
  /** Being redirected to the issuer. */
  | { readonly kind: "leaving" };

export interface Session {
  readonly credentials: Credentials;
  /** Completes a sign-in on return from the issuer; otherwise starts one, unless signed out. */
  start(): Promise<SessionState>;
  /** Redirects to the issuer, and returns to the current path. */
  signIn(): Promise<SessionState>;
  /** The same after the API rejected the session. Fails the second time in a row. */
  signInAgain(): Promise<SessionState>;
  /** Also in the other tabs: whoever signs out means the browser, and may leave it to somebody else. */
  signOut(): Promise<SessionState>;
  /** @param tell takes the state that this tab is in once another one has signed out */
  onSignedOutElsewhere(tell: (state: SessionState) => void): void;
}

/** Says that someone signed out in this tab, so that loading it again does not sign them in. */
const signedOutMark = "latchkey.signed-out";

export function createSession(
  client: OidcClient,
  { oidcAccountClaim, pagePath: base }: OidcConfig,
  otherTabs: OtherTabs,
): Session {
  let signInState: SignInState = { path: base, isSecondTry: false };

  function markSignedOut() {
    sessionStorage.setItem(signedOutMark, "");
    signInState = { path: base, isSecondTry: false };
  }

  async function leave(isSecondTry: boolean, redirectMethod: "assign" | "replace") {
    const state: SignInState = { path: location.pathname + location.search, isSecondTry };
    sessionStorage.removeItem(signedOutMark);
    try {
      location[redirectMethod](await client.signInUrl(state));
      return leaving;
    } catch {
      return failed("The sign-in service could not be reached.");
    }
  }

  async function arrive(): Promise<SessionState> {
    const arrival = await client.arrive(new URLSearchParams(location.search));
    history.replaceState(null, "", arrival.state?.path ?? base);
    if (arrival.kind === "refused") {
      return failed(
        arrival.code === undefined
          ? "Sign-in could not be completed."
          : explainRefusal(arrival.code),
      );
    }
    signInState = arrival.state;
    return { kind: "signed-in", person: personOf({ ...arrival.claims }, oidcAccountClaim) };
  }

  return {
    credentials: createTokens(client, Date.now),

    async start() {
      const arrival = arrivalOf(location.search);
      if (arrival === "from-sign-in") return arrive();
      if (arrival === "from-sign-out") history.replaceState(null, "", location.pathname);
      if (sessionStorage.getItem(signedOutMark) !== null) return signedOut;
      return leave(false, "replace");
    },

    signIn: () => leave(false, "assign"),

    async signInAgain() {
      if (!signInState.isSecondTry) return leave(true, "replace");
      return failed(
        "The service does not accept your sign-in. Try again, or contact the operator of this service.",
      );
    },

    async signOut() {
      markSignedOut();
      otherTabs.announceSignedOut();
      const isLeft = await signOut(client, (url) => location.assign(url));
      return isLeft ? leaving : signedOut;
    },

    onSignedOutElsewhere(tell) {
      otherTabs.onSignedOut(async () => {
        // Who is signed out already may be on the way in again, and is let in.
        if (!client.user()) return;
        markSignedOut();
        tell(signedOut);
        await forget(client);
      });
    },
  };
}

const signedOut: SessionState = { kind: "signed-out" };
const leaving: SessionState = { kind: "leaving" };

function failed(message: string): SessionState {
  return { kind: "failed", message };
}

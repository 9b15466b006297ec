import { ErrorResponse, type UserManager } from "oidc-client-ts";
import type { Credentials } from "../api/client.ts";
import { basePath } from "../navigation/route.ts";
import type { OidcConfig } from "../oidc-config.ts";
import { arrivalOf, explainRefusal } from "./issuer-response.ts";
import type { OtherTabs } from "./other-tabs.ts";
import { type Person, personOf } from "./person.ts";
import { parseSignInState, type SignInState } from "./return-path.ts";
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
  manager: UserManager,
  config: OidcConfig,
  otherTabs: OtherTabs,
  base = basePath,
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
      await manager.signinRedirect({ state, redirectMethod });
      return leaving;
    } catch {
      return failed("The sign-in service could not be reached.");
    }
  }

  async function arrive(): Promise<SessionState> {
    try {
      const user = await manager.signinRedirectCallback();
      signInState = parseSignInState(user.state, base);
      history.replaceState(null, "", signInState.path);
      return { kind: "signed-in", person: personOf({ ...user.profile }) };
    } catch (error) {
      const refusal = error instanceof ErrorResponse ? error : undefined;
      history.replaceState(null, "", parseSignInState(refusal?.state, base).path);
      return failed(refusal ? explainRefusal(refusal.error) : "Sign-in could not be completed.");
    }
  }

  return {
    credentials: createTokens(manager),

    async start() {
      await manager.clearStaleState();
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
      const isLeft = await signOut(manager, config, (url) => location.assign(url));
      return isLeft ? leaving : signedOut;
    },

    onSignedOutElsewhere(tell) {
      otherTabs.onSignedOut(async () => {
        // Who is signed out already may be on the way in again, and is let in.
        if (!(await manager.getUser())) return;
        markSignedOut();
        tell(signedOut);
        await forget(manager);
      });
    },
  };
}

const signedOut: SessionState = { kind: "signed-out" };
const leaving: SessionState = { kind: "leaving" };

function failed(message: string): SessionState {
  return { kind: "failed", message };
}

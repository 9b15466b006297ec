import type { Session, SessionState } from "./session/session.ts";

/** How the sign-in ended, for the page to show. */
export type SignInOutcome =
  | { readonly kind: "storage-forbidden" }
  | {
      readonly kind: "started";
      readonly session: Session;
      readonly state: Exclude<SessionState, { kind: "leaving" }>;
    };

/** The exports of the page's script for the script that signs people in. */
export interface PageScript {
  showPage(outcome: SignInOutcome): void;
}

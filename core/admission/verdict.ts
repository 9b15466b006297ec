import type { Plan } from "../account/plan.ts";

/** The state of a key's rolling window just after a request was judged. */
export interface Quota {
  /** Requests that the key may make in any rolling 60 seconds. */
  readonly limit: number;
  /** Requests left in the window after this one. */
  readonly remaining: number;
  /** Unix time in whole seconds at which the next unit of quota comes back. */
  readonly resetAtEpochSeconds: number;
  /** Whole seconds until then by the judging container's clock, 1 to 61. */
  readonly resetAfterSeconds: number;
}

/** Whose key was presented. Known only once the key is authentic and live. */
export interface Caller {
  readonly keyId: string;
  readonly accountId: string;
  readonly plan: Plan;
}

/**
 * What is to be answered to a request that presented a key.
 *
 * A denial is a value: only a fault (table or secret out of reach) is ever thrown, and the
 * authorizer's edge turns that into `unavailable`. `invalid` says nothing of the reason, since
 * unknown, wrong, revoked, paused and expired keys must not be told apart.
 */
export type Verdict =
  | { readonly kind: "admitted"; readonly caller: Caller; readonly quota: Quota }
  | { readonly kind: "limited"; readonly caller: Caller; readonly quota: Quota }
  | { readonly kind: "ineligible"; readonly caller: Caller }
  | { readonly kind: "invalid" }
  | { readonly kind: "unavailable" };

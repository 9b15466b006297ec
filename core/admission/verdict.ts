import type { Plan } from "../account/plan.ts";
import type { QuotaPeriod } from "../key/quotas.ts";

/** What a key has left just after a request was judged. */
export interface Allowance {
  /** Units that the key may use in any rolling 60 seconds. */
  readonly limit: number;
  /** Units left in the window after this request. */
  readonly remaining: number;
  /** Unix time in whole seconds at which the next unit comes back. */
  readonly resetAtEpochSeconds: number;
  /** Whole seconds until then by the judging container's clock, 1 to 61. */
  readonly resetAfterSeconds: number;
  /** The key's quotas, in the order of the periods. */
  readonly quotas: readonly QuotaState[];
}

export interface QuotaState {
  readonly period: QuotaPeriod;
  readonly quota: number;
  readonly remaining: number;
  /** The length of the current period; undefined for the total. */
  readonly periodSeconds: number | undefined;
  /** Whole seconds until the next period, at least 1; undefined for the total. */
  readonly resetAfterSeconds: number | undefined;
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
 * authorizer's edge turns that into `unavailable`. Callers must not learn the reason of `invalid`,
 * since unknown, wrong, revoked, paused and expired keys must not be told apart; it is for logs.
 */
export type Verdict =
  | { readonly kind: "admitted"; readonly caller: Caller; readonly allowance: Allowance }
  | LimitedVerdict
  | ForbiddenVerdict
  | InvalidVerdict
  | { readonly kind: "unavailable" };

/** Over the rolling limit, or over a quota. */
export interface LimitedVerdict {
  readonly kind: "limited";
  readonly reason: "limit" | "quota";
  readonly caller: Caller;
  readonly allowance: Allowance;
  /** Whole seconds until the request's cost fits; undefined if it never does. */
  readonly retryAfterSeconds: number | undefined;
}

/** A good key that may not do this. */
export interface ForbiddenVerdict {
  readonly kind: "forbidden";
  readonly reason: ForbiddenReason;
  readonly caller: Caller;
}

export type ForbiddenReason = "suspended" | "plan" | "address" | "scope" | "cost";

export interface InvalidVerdict {
  readonly kind: "invalid";
  readonly reason: InvalidReason;
}

export type InvalidReason =
  | "malformed"
  /** Well-formed, but mistyped or made up. */
  | "checksum"
  | "unknown"
  | "wrong_secret"
  /** The secret that the last rotation replaced, after its end. */
  | "superseded"
  | KeyEnd;

/** Why a key whose secret is right is refused like an unknown one. */
export type KeyEnd = "paused" | "expired" | "revoked";

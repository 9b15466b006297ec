import type { EligiblePlans } from "../account/plan.ts";
import { isLive, type KeyRecord } from "../key/key-record.ts";
import { remainingAt, resetSecond, spanSeconds } from "./rolling-window.ts";
import type { Caller, Quota } from "./verdict.ts";

/** How a record stands, in the order in which the contract asks; `admissible` means: may be admitted. */
export type KeyState = "dead" | "ineligible" | "full" | "admissible";

/** Judges a record whose key was presented by its owner. */
export function stateOf(
  record: KeyRecord,
  second: number,
  nowEpochMs: number,
  plans: EligiblePlans,
): KeyState {
  if (!isLive(record, Math.floor(nowEpochMs / 1000))) return "dead";
  if (!plans.eligible.includes(record.plan)) return "ineligible";
  return remainingAt(record.window, record.rateLimitPerMinute, second) > 0 ? "admissible" : "full";
}

export function callerOf(record: KeyRecord): Caller {
  return { keyId: record.id, accountId: record.accountId, plan: record.plan };
}

/** The quota at `second`, the request that was just judged included where it was admitted. */
export function quotaOf(record: KeyRecord, second: number, nowEpochMs: number): Quota {
  const limit = record.rateLimitPerMinute;
  const resetAtEpochSeconds = resetSecond(record.window, limit, second);
  const secondsLeft = Math.ceil(resetAtEpochSeconds - nowEpochMs / 1000);
  return {
    limit,
    remaining: remainingAt(record.window, limit, second),
    resetAtEpochSeconds,
    resetAfterSeconds: Math.min(Math.max(secondsLeft, 1), spanSeconds + 1),
  };
}

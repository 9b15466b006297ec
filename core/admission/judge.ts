import type { EligiblePlans } from "../account/plan.ts";
import { isExpired, type KeyRecord } from "../key/key-record.ts";
import type { VersionedRules } from "../key/key-rules.ts";
import { isSamePeriod, nextPeriodStart, periodStart } from "../key/quota-period.ts";
import { type QuotaPeriod, quotaPeriods } from "../key/quotas.ts";
import { fittingSecond, remainingAt, spanSeconds } from "./rolling-window.ts";
import type {
  Allowance,
  Caller,
  ForbiddenReason,
  InvalidReason,
  InvalidVerdict,
  KeyEnd,
  LimitedVerdict,
  QuotaState,
  Verdict,
} from "./verdict.ts";

/** A key's state towards a request, in the order in which the contract asks. */
export type KeyState = KeyEnd | ForbiddenReason | "full" | "over-quota" | "admissible";

/** Rules as far as they are judged here: an allow list is a function by then. */
export type JudgedRules = Omit<VersionedRules, "allowedIps">;

/** What a key is judged by besides its record. */
export interface Judged {
  readonly cost: number;
  readonly scope: string | undefined;
  /** Undefined if the key has no rules. */
  readonly rules: JudgedRules | undefined;
  /** Whether the caller's address is on the key's allow list, or there is none. */
  readonly isAddressAllowed: boolean;
}

/** Judges a record whose key was presented by its owner. */
export function stateOf(
  record: KeyRecord,
  judged: Judged,
  second: number,
  nowEpochMs: number,
  plans: EligiblePlans,
): KeyState {
  return (
    stateWithoutRules(record, nowEpochMs, plans) ??
    forbiddenByRules(record, judged) ??
    (judged.cost > remainingAt(record.window, record.rateLimitPerMinute, second)
      ? "full"
      : isOverQuota(record, judged, second)
        ? "over-quota"
        : "admissible")
  );
}

/** @returns undefined if nothing but the key's rules, limit or quotas can speak against the request */
export function stateWithoutRules(
  record: KeyRecord,
  nowEpochMs: number,
  plans: EligiblePlans,
): KeyEnd | "suspended" | "plan" | undefined {
  if (record.revokedAt !== undefined) return "revoked";
  if (!record.isActive) return "paused";
  if (isExpired(record, Math.floor(nowEpochMs / 1000))) return "expired";
  if (record.isSuspended) return "suspended";
  return plans.eligible.includes(record.plan) ? undefined : "plan";
}

function forbiddenByRules(record: KeyRecord, judged: Judged): ForbiddenReason | undefined {
  const { scope, rules, isAddressAllowed } = judged;
  if (!isAddressAllowed) return "address";
  if (scope !== undefined && rules?.scopes?.includes(scope) === false) return "scope";
  return isPayable(record, judged) ? undefined : "cost";
}

/** Whether a request of that cost fits into the limit and the quotas while nothing of them is used. */
export function isPayable(
  { rateLimitPerMinute }: Pick<KeyRecord, "rateLimitPerMinute">,
  { cost, rules }: Pick<Judged, "cost" | "rules">,
): boolean {
  if (cost > rateLimitPerMinute) return false;
  const { quotas } = rules ?? {};
  return !quotas || quotaPeriods.every((period) => cost <= (quotas[period] ?? cost));
}

function isOverQuota(record: KeyRecord, { cost, rules }: Judged, second: number): boolean {
  const { quotas } = rules ?? {};
  if (!quotas) return false;
  return quotaPeriods.some((period) => {
    const quota = quotas[period];
    return quota !== undefined && unitsUsed(record, period, second) + cost > quota;
  });
}

/** Units used in the period that `second` lies in. */
export function unitsUsed(
  { window, quotaUse }: Pick<KeyRecord, "window" | "quotaUse">,
  period: QuotaPeriod,
  second: number,
): number {
  return isSamePeriod(period, window.second, second) ? (quotaUse[period] ?? 0) : 0;
}

export function callerOf(record: KeyRecord): Caller {
  return { keyId: record.id, accountId: record.accountId, plan: record.plan };
}

/** What is left at `second`, the request that was just judged included where it was admitted. */
export function allowanceOf(
  record: KeyRecord,
  rules: JudgedRules | undefined,
  second: number,
  nowEpochMs: number,
): Allowance {
  const limit = record.rateLimitPerMinute;
  const remaining = remainingAt(record.window, limit, second);
  const resetAtEpochSeconds = fittingSecond(record.window, limit, second, remaining + 1);
  return {
    limit,
    remaining,
    resetAtEpochSeconds,
    resetAfterSeconds: secondsUntil(resetAtEpochSeconds, nowEpochMs, spanSeconds + 1),
    quotas: rules?.quotas ? quotaStates(record, rules, second, nowEpochMs) : noQuotas,
  };
}

const noQuotas: readonly QuotaState[] = [];

function quotaStates(
  record: KeyRecord,
  { quotas = {} }: JudgedRules,
  second: number,
  nowEpochMs: number,
): QuotaState[] {
  const states: QuotaState[] = [];
  for (const period of quotaPeriods) {
    const quota = quotas[period];
    if (quota === undefined) continue;
    const remaining = Math.max(0, quota - unitsUsed(record, period, second));
    const next = nextPeriodStart(period, second);
    const hasEnd = next !== undefined;
    states.push({
      period,
      quota,
      remaining,
      periodSeconds: hasEnd ? next - periodStart(period, second) : undefined,
      resetAfterSeconds: hasEnd ? secondsUntil(next, nowEpochMs) : undefined,
    });
  }
  return states;
}

/**
 * Whole seconds until a request of that cost fits, if no other comes: the longest wait of all that
 * it exceeds.
 *
 * @returns undefined if one of the quotas never renews
 */
export function retryAfterSeconds(
  { window, rateLimitPerMinute }: KeyRecord,
  { quotas }: Allowance,
  cost: number,
  second: number,
  nowEpochMs: number,
): number | undefined {
  const fits = fittingSecond(window, rateLimitPerMinute, second, cost);
  let longest = secondsUntil(fits, nowEpochMs, spanSeconds + 1);
  for (const { remaining, resetAfterSeconds } of quotas) {
    if (remaining >= cost) continue;
    if (resetAfterSeconds === undefined) return undefined;
    longest = Math.max(longest, resetAfterSeconds);
  }
  return longest;
}

/** By the judging container's clock, which may be behind the window's. */
function secondsUntil(
  epochSeconds: number,
  nowEpochMs: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  return Math.min(Math.max(Math.ceil(epochSeconds - nowEpochMs / 1000), 1), most);
}

/** A key as it was found. */
interface Found {
  readonly record: KeyRecord;
  readonly rules: JudgedRules | undefined;
}

/** @returns undefined where nothing speaks against admitting: try again, by what is known now */
export function refuse(
  look: Found,
  judged: Judged,
  state: KeyState,
  second: number,
  nowEpochMs: number,
): Verdict | undefined {
  switch (state) {
    case "paused":
    case "expired":
    case "revoked":
      return invalid(state);
    case "full":
    case "over-quota":
      return limited(look, judged, state, second, nowEpochMs);
    case "admissible":
      return undefined;
    default:
      return { kind: "forbidden", reason: state, caller: callerOf(look.record) };
  }
}

export function limited(
  { record, rules }: Found,
  { cost }: Judged,
  state: "full" | "over-quota",
  second: number,
  nowEpochMs: number,
): LimitedVerdict {
  const allowance = allowanceOf(record, rules, second, nowEpochMs);
  return {
    kind: "limited",
    reason: state === "full" ? "limit" : "quota",
    caller: callerOf(record),
    allowance,
    retryAfterSeconds: retryAfterSeconds(record, allowance, cost, second, nowEpochMs),
  };
}

export function invalid(reason: InvalidReason): InvalidVerdict {
  return { kind: "invalid", reason };
}

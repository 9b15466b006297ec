import { quotaOf, stateOf } from "../../core/admission/judge.ts";
import { admittedCount, currentSecond } from "../../core/admission/rolling-window.ts";
import { planRefusalOf } from "../../core/config/plan-refusal.ts";
import { config } from "../../core/config/process-config.ts";
import { errors, type PublicError } from "../../core/errors.ts";
import type { KeyRecord } from "../../core/key/key-record.ts";
import { rfc3339, rfc3339OrNull } from "../../core/time/rfc3339.ts";

/** The verdicts in the words of the API, with what the caller would be answered. */
const answers = {
  dead: { verdict: "invalid", error: errors.invalidKey },
  ineligible: { verdict: "ineligible", error: planRefusalOf(config) },
  full: { verdict: "limited", error: errors.rateLimitExceeded },
  admissible: { verdict: "admitted", error: undefined },
} as const satisfies Record<string, { verdict: string; error: PublicError | undefined }>;

/** Says how a request with this key would be judged now, and why. */
export function explanation(record: KeyRecord, nowEpochMs: number) {
  const second = currentSecond(record.window, nowEpochMs);
  const { verdict, error } = answers[stateOf(record, second, nowEpochMs, config.plans)];
  return {
    object: "explanation",
    key_id: record.id,
    verdict,
    status: error?.status ?? 200,
    error: error?.message ?? null,
    checks: checksOf(record, second, nowEpochMs),
  } as const;
}

/** In the order in which they are made; the first that does not pass decides. */
function checksOf(record: KeyRecord, second: number, nowEpochMs: number) {
  const quota = quotaOf(record, second, nowEpochMs);
  const { expiresAt, revokedAt } = record;
  return [
    {
      check: "not_revoked",
      passed: revokedAt === undefined,
      revoked_at: rfc3339OrNull(revokedAt),
    },
    {
      check: "not_paused",
      // A revoked key is inactive too, but for the reason above.
      passed: record.isActive || revokedAt !== undefined,
      is_active: record.isActive,
    },
    {
      check: "not_expired",
      passed: expiresAt === undefined || nowEpochMs / 1000 < expiresAt,
      expires_at: rfc3339OrNull(expiresAt),
    },
    {
      check: "plan_eligible",
      passed: config.plans.isEligible(record.plan),
      plan: record.plan,
      eligible_plans: config.plans.eligible,
    },
    {
      check: "within_limit",
      passed: quota.remaining > 0,
      rate_limit_per_minute: quota.limit,
      admitted_in_window: admittedCount(record.window, second),
      remaining: quota.remaining,
      resets_at: rfc3339(quota.resetAtEpochSeconds),
    },
  ] as const;
}

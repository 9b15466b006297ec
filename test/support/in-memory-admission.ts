import type { AdmissionAttempt } from "../../core/admission/admission.ts";
import {
  closedCount,
  emptyWindow,
  isPast,
  joinBounds,
  type RollingWindow,
  slotOf,
  spanSeconds,
  staleSlots,
} from "../../core/admission/rolling-window.ts";
import { isLive, type KeyRecord } from "../../core/key/key-record.ts";
import { sameDigest } from "../../core/key/pepper.ts";
import { isSamePeriod } from "../../core/key/quota-period.ts";
import { type QuotaPeriod, type QuotaUse, quotaPeriods } from "../../core/key/quotas.ts";
import { dayOf, daySlot, firstSecondOf, staleDaySlots } from "../../core/key/usage.ts";
import { contractPlans } from "./contract-config.ts";

/**
 * A record after an admission that its table lets through, in a few lines. It uses nothing of the
 * expected item but what the write's condition may see.
 *
 * @returns undefined if the condition does not hold
 */
export function admitted(record: KeyRecord, attempt: AdmissionAttempt): KeyRecord | undefined {
  if (!meetsCondition(record, attempt)) return undefined;
  return {
    ...record,
    ...digestsAfter(record, attempt),
    totalRequests: record.totalRequests + 1,
    dailyRequests: dailyRequestsAfter(record, attempt.second),
    window: windowAfter(record.window, attempt),
    quotaUse: quotaUseAfter(record, attempt),
  };
}

function meetsCondition(record: KeyRecord, attempt: AdmissionAttempt): boolean {
  const { expectedItem, nowEpochSeconds } = attempt;
  if (!isAuthentic(record, attempt) || !isLive(record, nowEpochSeconds)) return false;
  if (record.isSuspended || record.policyVersion !== attempt.policyVersion) return false;
  if (!contractPlans.isEligible(record.plan) || (expectedItem && record.plan !== expectedItem.plan))
    return false;
  return hasRoom(record, attempt) && hasQuota(record, attempt);
}

function isAuthentic({ digest, previous }: KeyRecord, attempt: AdmissionAttempt): boolean {
  if (attempt.secret === "current") return sameDigest(attempt.digest, digest);
  return (
    previous !== undefined &&
    sameDigest(attempt.digest, previous.digest) &&
    previous.validUntil > attempt.nowEpochSeconds
  );
}

function hasRoom(
  record: KeyRecord,
  { expectedItem, second, cost, isOptimisticJoin }: AdmissionAttempt,
): boolean {
  const { window, rateLimitPerMinute } = record;
  if (!expectedItem) {
    const isSameDay = window.second >= firstSecondOf(dayOf(second));
    return isSameDay && window.second < second - spanSeconds && rateLimitPerMinute >= cost;
  }
  if (isOptimisticJoin) {
    const bounds = joinBounds(expectedItem.window, expectedItem.rateLimitPerMinute, second, cost);
    return (
      window.second === second &&
      bounds.slots.every((slot) => (window.closed[slot] ?? 0) <= bounds.mostInEach) &&
      window.count <= bounds.mostBefore &&
      rateLimitPerMinute === expectedItem.rateLimitPerMinute
    );
  }
  if (window.second !== expectedItem.window.second) return false;
  if (isPast(expectedItem.window, second)) return rateLimitPerMinute >= cost;
  const mostBefore =
    expectedItem.rateLimitPerMinute - cost - closedCount(expectedItem.window, second);
  return rateLimitPerMinute === expectedItem.rateLimitPerMinute && window.count <= mostBefore;
}

function hasQuota(record: KeyRecord, attempt: AdmissionAttempt): boolean {
  const { quotas = {}, cost } = attempt;
  return quotaPeriods.every((period) => {
    const quota = quotas[period];
    return quota === undefined || usedBefore(record, attempt, period) <= quota - cost;
  });
}

/** A write that takes the period to be a new one sets its counter, whatever it holds. */
function usedBefore(
  { quotaUse }: KeyRecord,
  { expectedItem, second, isOptimisticJoin }: AdmissionAttempt,
  period: QuotaPeriod,
): number {
  if (!expectedItem) return 0;
  const continues = isOptimisticJoin || isSamePeriod(period, expectedItem.window.second, second);
  return continues ? (quotaUse[period] ?? 0) : 0;
}

function quotaUseAfter(record: KeyRecord, attempt: AdmissionAttempt): QuotaUse {
  const { quotas = {}, cost } = attempt;
  const counted = quotaPeriods.filter((period) => quotas[period] !== undefined);
  const use = counted.map((period) => [period, usedBefore(record, attempt, period) + cost]);
  return { ...record.quotaUse, ...Object.fromEntries(use) };
}

function digestsAfter(record: KeyRecord, attempt: AdmissionAttempt): Partial<KeyRecord> {
  const digest = attempt.upgradedDigest ?? attempt.digest;
  if (attempt.secret === "current") return { digest };
  if (!record.previous) throw new Error("there is no previous secret");
  return { previous: { ...record.previous, digest, lastUsedAt: attempt.second } };
}

function windowAfter(
  window: RollingWindow,
  { expectedItem, second, cost, isOptimisticJoin }: AdmissionAttempt,
): RollingWindow {
  if (isOptimisticJoin) return { ...window, count: window.count + cost };
  if (!expectedItem || isPast(expectedItem.window, second)) {
    return { second, count: cost, closed: emptyWindow.closed };
  }
  if (second === expectedItem.window.second) return { ...window, count: window.count + cost };
  const closed = [...window.closed];
  closed[slotOf(expectedItem.window.second)] = window.count;
  for (const slot of staleSlots(expectedItem.window, second)) closed[slot] = 0;
  return { second, count: cost, closed };
}

function dailyRequestsAfter({ dailyRequests, window }: KeyRecord, second: number): number[] {
  const days = [...dailyRequests];
  const today = dayOf(second);
  for (const slot of staleDaySlots(dayOf(window.second), today)) days[slot] = 0;
  days[daySlot(today)] = (days[daySlot(today)] ?? 0) + 1;
  return days;
}

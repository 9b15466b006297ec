import type { PlanRules, Plans } from "../../../core/account/plan.ts";
import type { AuditEvent } from "../api/event.ts";
import type { Key } from "../api/key.ts";

/** Whether the plan allows a key more requests per minute than it has. */
export function isRaisable(key: Key, plan: PlanRules): boolean {
  return key.revokedAt === undefined && key.rateLimitPerMinute < plan.limitPerMinute;
}

/** Returns the keys whose limit is that of a smaller plan, as of keys from before an upgrade. */
export function haveSmallerPlans(keys: readonly Key[], plan: PlanRules, plans: Plans): Key[] {
  const limits = new Set(plans.rules.map(({ limitPerMinute }) => limitPerMinute));
  return keys.filter((key) => isRaisable(key, plan) && limits.has(key.rateLimitPerMinute));
}

/**
 * Returns those of the keys that the last change of the plan has left behind: they are older, and have
 * the limit of the plan before. A lower limit of another key was chosen for it.
 *
 * @param events of the account, newest first
 */
export function leftBehind(
  keys: readonly Key[],
  events: readonly AuditEvent[],
  plans: Plans,
): Key[] {
  for (const { createdAt, changes } of events) {
    const before = changes.find(({ field }) => field === "plan")?.before;
    if (typeof before !== "string") continue;
    const limit = plans.rulesOf(before).limitPerMinute;
    return keys.filter((key) => key.createdAt <= createdAt && key.rateLimitPerMinute === limit);
  }
  return [];
}

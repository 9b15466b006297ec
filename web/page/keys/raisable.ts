import type { PlanRules } from "../../../core/account/plan.ts";
import type { Key } from "../api/key.ts";

/** Whether the plan allows a key more requests per minute than it has. */
export function isRaisable(key: Key, plan: PlanRules): boolean {
  return key.revokedAt === undefined && key.rateLimitPerMinute < plan.limitPerMinute;
}

/**
 * Returns the keys that have the limit of a smaller plan, as keys from before an upgrade do. A lower
 * limit of another size was chosen for its key.
 */
export function leftBehind(
  keys: readonly Key[],
  plan: PlanRules,
  plans: readonly PlanRules[],
): Key[] {
  const smaller = new Set(plans.map(({ limitPerMinute }) => limitPerMinute));
  return keys.filter((key) => isRaisable(key, plan) && smaller.has(key.rateLimitPerMinute));
}

import type { Plan, Plans } from "../../../core/account/plan.ts";

/** What people call a plan; its name if it is no longer configured. */
export function labelOf(plan: Plan, plans: Plans): string {
  return plans.has(plan) ? plans.rulesOf(plan).label : plan;
}

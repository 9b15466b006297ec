import type { Plan, Plans } from "../../../core/account/plan.ts";

/** The display name of a plan; its name if it is no longer configured. */
export function labelOf(plan: Plan, plans: Plans): string {
  return plans.has(plan) ? plans.rulesOf(plan).label : plan;
}

import type { Plan } from "../../../core/account/plan.ts";

/** The display name of each plan. */
export const planNames: Readonly<Record<Plan, string>> = {
  free: "Free",
  pro: "Pro",
  agency: "Agency",
  master: "Master",
  business: "Business",
  enterprise: "Enterprise",
};

/** The exact 403 text of the public API for an account whose plan does not include it. */
export const planMessage =
  "Public API access requires Agency, Master/Business, or Enterprise plan.";

import type { Plan } from "../../../core/account/plan.ts";

/** What a plan is called where people read it. */
export const planNames: Readonly<Record<Plan, string>> = {
  free: "Free",
  pro: "Pro",
  agency: "Agency",
  master: "Master",
  business: "Business",
  enterprise: "Enterprise",
};

/** To the letter what the public API answers the keys of an account whose plan does not include it. */
export const planMessage =
  "Public API access requires Agency, Master/Business, or Enterprise plan.";

/** What a customer pays for; decides whether its keys may call the public API, and how often. */
export const plans = ["free", "pro", "agency", "master", "business", "enterprise"] as const;
export type Plan = (typeof plans)[number];

/** The plans whose keys the public API admits. */
export const eligiblePlans = ["agency", "master", "business", "enterprise"] as const;

/** Requests per minute a key gets when its creator names no other limit; also the most a user may ask for. */
export const planRateLimitPerMinute: Readonly<Record<Plan, number>> = {
  free: 10,
  pro: 30,
  agency: 60,
  master: 120,
  business: 120,
  enterprise: 600,
};

export function isPlan(value: unknown): value is Plan {
  return plans.some((plan) => plan === value);
}

export function isEligible(plan: Plan): boolean {
  return eligiblePlans.some((eligible) => eligible === plan);
}

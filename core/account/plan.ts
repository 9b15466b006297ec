/** What a customer pays for; decides whether its keys may call the public API, and how often. */
export const plans = ["free", "pro", "agency", "master", "business", "enterprise"] as const;
type KnownPlan = (typeof plans)[number];

/** A plan's name. A stored item may name one that this version does not know. */
export type Plan = string;

/** The plans whose keys the public API admits. */
export const eligiblePlans = ["agency", "master", "business", "enterprise"] as const;

/** Requests per minute a key gets when its creator names no other limit; also the most a user may ask for. */
export const planRateLimitPerMinute: Readonly<Record<KnownPlan, number>> = {
  free: 10,
  pro: 30,
  agency: 60,
  master: 120,
  business: 120,
  enterprise: 600,
};

/** An unknown plan gives no more than a new account has. */
export function rateLimitOfPlan(plan: Plan): number {
  return isPlan(plan) ? planRateLimitPerMinute[plan] : planRateLimitPerMinute.free;
}

export function isPlan(value: unknown): value is KnownPlan {
  return plans.some((plan) => plan === value);
}

export function isEligible(plan: Plan): boolean {
  return eligiblePlans.some((eligible) => eligible === plan);
}

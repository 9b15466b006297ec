import type { Quotas } from "../key/quotas.ts";

/** The name of a plan. The configuration says which there are; a stored item may name another one. */
export type Plan = string;

/** The rights of the accounts on a plan. */
export interface PlanRules {
  readonly name: Plan;
  /** The display name. */
  readonly label: string;
  /** Whether keys of its accounts may call the public API. */
  readonly eligible: boolean;
  /** Requests a minute that a key gets if its creator names no limit; the most a user may ask for. */
  readonly limitPerMinute: number;
  /** Keys that a new account may have at a time, revoked ones not counted. */
  readonly keyCap: number;
  /** Units that a key gets by day, month and in total if its creator names no quotas. */
  readonly quotas?: Quotas | undefined;
  /** Whether accounts start on it if their own user creates them. One plan does. */
  readonly initial?: boolean | undefined;
}

/** The configured plans. A plan that is none of them is not eligible. */
export interface Plans {
  readonly rules: readonly PlanRules[];
  readonly names: readonly Plan[];
  readonly eligible: readonly Plan[];
  readonly initial: PlanRules;
  isEligible(name: Plan): boolean;
  has(name: Plan): boolean;
  /** The rules for accounts on a plan; those on one that is not configured get the initial one's. */
  rulesOf(name: Plan): PlanRules;
}

/** All that judging a request takes of the plans. */
export type EligiblePlans = Pick<Plans, "eligible">;

export function eligibleNames(rules: readonly PlanRules[]): Plan[] {
  return rules.filter((plan) => plan.eligible).map((plan) => plan.name);
}

/** @throws Error if no plan is the initial one */
export function plansOf(rules: readonly PlanRules[]): Plans {
  const byName = new Map(rules.map((plan) => [plan.name, plan]));
  const initial = rules.find((plan) => plan.initial);
  if (!initial) throw new Error("no plan is initial");
  return {
    rules,
    names: [...byName.keys()],
    eligible: eligibleNames(rules),
    initial,
    isEligible: (name) => byName.get(name)?.eligible === true,
    has: (name) => byName.has(name),
    rulesOf: (name) => byName.get(name) ?? initial,
  };
}

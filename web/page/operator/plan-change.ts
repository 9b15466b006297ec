import type { Plans } from "../../../core/account/plan.ts";
import type { Key } from "../api/key.ts";
import { count, counted } from "../format/numbers.ts";
import { labelOf } from "../format/plans.ts";
import { stateOf } from "../keys/key-state.ts";

interface PlanChange {
  readonly before: string;
  readonly after: string;
  readonly keys: readonly Key[];
  readonly maxActiveKeys: number;
  readonly isSuspended: boolean;
  /** Unix time in whole seconds. */
  readonly now: number;
}

/** Says what a change of plan does to an account's keys, one sentence each. */
export function effectsOf(change: PlanChange, plans: Plans): string[] {
  const { before, after, keys, maxActiveKeys, isSuspended, now } = change;
  if (before === after) return [];
  const rules = plans.rulesOf(after);
  const label = labelOf(after, plans);
  const active = keys.filter((key) => stateOf(key, now) === "active");
  const kept = keys.filter(({ revokedAt }) => revokedAt === undefined);
  const higher = kept.filter(({ rateLimitPerMinute: limit }) => limit > rules.limitPerMinute);
  const lower = kept.filter(({ rateLimitPerMinute: limit }) => limit < rules.limitPerMinute);
  return [
    accessEffect(plans.isEligible(before), plans.isEligible(after), active.length, isSuspended),
    ...(higher.length > 0
      ? [
          `${counted(higher.length, "key keeps", "keys keep")} a limit above the ${count(rules.limitPerMinute)} requests per minute of the ${label} plan, until somebody lowers it.`,
        ]
      : []),
    ...(lower.length > 0
      ? [
          `${counted(lower.length, "key keeps", "keys keep")} a limit below the ${count(rules.limitPerMinute)} requests per minute of the ${label} plan, until somebody raises it.`,
        ]
      : []),
    "Quotas of keys stay as they are.",
    ...(maxActiveKeys === rules.keyCap
      ? []
      : [
          `The account may still have ${counted(maxActiveKeys, "key")}; new accounts on the ${label} plan may have ${count(rules.keyCap)}.`,
        ]),
  ];
}

function accessEffect(was: boolean, is: boolean, active: number, isSuspended: boolean): string {
  const keys = counted(active, "active key");
  if (was === is) return is ? `${keys} may go on.` : `${keys} may still not call the API.`;
  if (!is) return `${keys} ${active === 1 ? "gets" : "get"} 403 from the next request.`;
  return isSuspended
    ? `${keys} may call the API once the suspension is lifted.`
    : `${keys} may call the API from the next request.`;
}

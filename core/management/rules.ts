import type { Plan, Plans } from "../account/plan.ts";
import { type Denial, deny, invalidFields } from "../errors.ts";
import { type Quotas, quotaPeriods } from "../key/quotas.ts";

import type { ManagementCaller } from "./request.ts";

export function planRule({ names }: Pick<Plans, "names">): string {
  return `must be one of ${names.join(", ")}`;
}

export const expiryRule = "must be an RFC 3339 time in the future, or null";

/** An operator may set any limit, a user one up to the plan's. */
export function denyLimit(
  caller: ManagementCaller,
  plan: Plan,
  plans: Plans,
  rateLimitPerMinute: number | undefined,
): Denial | undefined {
  const greatest = plans.rulesOf(plan).limitPerMinute;
  if (caller.type === "operator" || (rateLimitPerMinute ?? 0) <= greatest) return undefined;
  const rule = `must be an integer from 1 to ${greatest} on plan ${plan}`;
  return deny(invalidFields({ rate_limit_per_minute: rule }));
}

/** An operator may set any quotas, a user such as keep the key within the plan's. */
export function denyQuotas(
  caller: ManagementCaller,
  plan: Plan,
  plans: Plans,
  quotas: Quotas | null | undefined,
): Denial | undefined {
  const { quotas: most } = plans.rulesOf(plan);
  if (caller.type === "operator" || quotas === undefined || !most) return undefined;
  const limited = quotaPeriods.flatMap((period) => {
    const greatest = most[period];
    return greatest === undefined ? [] : [{ period, greatest }];
  });
  if (quotas === null) {
    const all = limited.map(({ period, greatest }) => `${period} up to ${greatest}`).join(", ");
    return deny(invalidFields({ quotas: `must have ${all} on plan ${plan}` }));
  }
  const exceeded = limited.filter(
    ({ period, greatest }) => (quotas[period] ?? Infinity) > greatest,
  );
  if (exceeded.length === 0) return undefined;
  const rules = exceeded.map(({ period, greatest }) => [
    `quotas.${period}`,
    `must be an integer from 1 to ${greatest} on plan ${plan}`,
  ]);
  return deny(invalidFields(Object.fromEntries(rules)));
}

/** Asked once it is clear that the request is no repetition: when it was first made, the expiry was in the future. */
export function denyExpiry(expiresAt: number | undefined, nowEpochMs: number): Denial | undefined {
  if (expiresAt === undefined || expiresAt > Math.floor(nowEpochMs / 1000)) return undefined;
  return deny(invalidFields({ expires_at: expiryRule }));
}

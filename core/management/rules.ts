import { type Plan, rateLimitOfPlan } from "../account/plan.ts";
import { type Denial, deny, invalidFields } from "../errors.ts";
import type { ManagementCaller } from "./request.ts";

export const expiryRule = "must be an RFC 3339 time in the future, or null";

/** An operator may set any limit, a user one up to the plan's. */
export function denyLimit(
  caller: ManagementCaller,
  plan: Plan,
  rateLimitPerMinute: number | undefined,
): Denial | undefined {
  const greatest = rateLimitOfPlan(plan);
  if (caller.type === "operator" || (rateLimitPerMinute ?? 0) <= greatest) return undefined;
  const rule = `must be an integer from 1 to ${greatest} on plan ${plan}`;
  return deny(invalidFields({ rate_limit_per_minute: rule }));
}

/** Asked once it is clear that the request is no repetition: when it was first made, the expiry was in the future. */
export function denyExpiry(expiresAt: number | undefined, nowEpochMs: number): Denial | undefined {
  if (expiresAt === undefined || expiresAt > Math.floor(nowEpochMs / 1000)) return undefined;
  return deny(invalidFields({ expires_at: expiryRule }));
}

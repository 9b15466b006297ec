import * as z from "zod";
import { errors } from "../../../core/errors.ts";
import { quotaUsageByPeriod } from "./api-key.ts";
import {
  accountId,
  allowedIps,
  count,
  keyId,
  keyName,
  planName,
  rateLimit,
  scopes,
  time,
  timeOrNull,
} from "./primitives.ts";

const verdicts = ["admitted", "invalid", "forbidden", "ineligible", "limited"] as const;

const statuses = [
  200,
  errors.invalidKey.status,
  // Every 403 has the same.
  errors.ineligiblePlan.status,
  errors.rateLimitExceeded.status,
] as const;

const notRevoked = check("not_revoked", { revoked_at: timeOrNull });
const notPaused = check("not_paused", { is_active: z.boolean() });
const notExpired = check("not_expired", { expires_at: timeOrNull });
const planEligible = check("plan_eligible", {
  plan: planName,
  eligible_plans: z.array(planName),
});
const notSuspended = check("account_not_suspended", {});
const addressAllowed = check("address_allowed", {
  ip: z.union([z.string(), z.null()]).describe("As asked; null is taken for an allowed one."),
  allowed_ips: allowedIps,
});
const scopeGranted = check("scope_granted", {
  scope: z.union([z.string(), z.null()]).describe("As asked; null for a route that wants none."),
  scopes,
});
const costPayable = check("cost_payable", {
  cost: z.int().min(1).max(1000).describe("Units, as asked. More than a limit or quota never fit."),
});
const withinLimit = check("within_limit", {
  rate_limit_per_minute: rateLimit,
  admitted_in_window: count.describe("Units that still count against the limit."),
  remaining: count.describe("Units that would be admitted now."),
  resets_at: time.describe("When the next unit of quota comes back."),
});

const withinQuotas = check("within_quotas", {
  quotas: z
    .union([quotaUsageByPeriod, z.null()])
    .describe("What is used and left; null if there are none."),
});

const checks = [
  notRevoked,
  notPaused,
  notExpired,
  notSuspended,
  planEligible,
  addressAllowed,
  scopeGranted,
  costPayable,
  withinLimit,
  withinQuotas,
] as const;

export const explanationSchema = z
  .strictObject({
    object: z.literal("explanation"),
    key_id: keyId,
    account_id: accountId,
    name: keyName,
    last_used_at: timeOrNull.describe("When a request with the key was last admitted."),
    verdict: z.enum(verdicts),
    status: z.literal(statuses).describe("The status that a request with this key would get now."),
    error: z
      .union([z.string(), z.null()])
      .describe("The message that the request would get; null where it would be admitted."),
    secret_rotated_at: timeOrNull.describe(
      "When the secret was last replaced; null if it never was. A request with a secret from before may be refused for that.",
    ),
    // Not a tuple: many readers of OpenAPI want `items` to be a schema wherever there is an array.
    checks: z
      .array(z.discriminatedUnion("check", checks))
      .length(checks.length)
      .describe("In the order in which they are made; the first that does not pass decides."),
  })
  .describe("Why a key is, or is not, admitted now.");

function check<Name extends string, Values extends z.ZodRawShape>(name: Name, values: Values) {
  return z.strictObject({ check: z.literal(name), passed: z.boolean(), ...values });
}

import * as z from "zod";
import type { Plan } from "../../core/account/plan.ts";
import { config } from "../../core/config/process-config.ts";
import type { KeyParams } from "../../core/key/new-key.ts";
import { HttpError } from "../http/http-error.ts";
import type { ManagementCaller } from "./caller.ts";
import { environmentField, expiryField, expiryRule, nameField, rateLimitField } from "./fields.ts";

/** Whether an expiry lies in the future is asked when it is clear that the request is a new one. */
export const anyTime = 0;

/** What may be said of a key that is made. @param nowEpochSeconds what an expiry must lie after */
export function newKeyFields(nowEpochSeconds: number) {
  return {
    name: nameField,
    expires_at: expiryField(nowEpochSeconds).optional(),
    rate_limit_per_minute: rateLimitField.optional(),
    environment: environmentField.default("production"),
  };
}

export function newKeyBody(nowEpochSeconds: number) {
  return z.strictObject(newKeyFields(nowEpochSeconds), "must be an object");
}

export function paramsOf(body: z.infer<ReturnType<typeof newKeyBody>>): KeyParams {
  return {
    name: body.name,
    environment: body.environment,
    expiresAt: body.expires_at ?? undefined,
    rateLimitPerMinute: body.rate_limit_per_minute,
  };
}

/** What may be changed of a key; what is left out stays as it is. */
export function keyChangeBody(nowEpochSeconds: number) {
  return z.strictObject(
    {
      name: nameField.optional(),
      is_active: z.boolean("must be true or false").optional(),
      expires_at: expiryField(nowEpochSeconds).optional(),
      rate_limit_per_minute: rateLimitField.optional(),
    },
    "must be an object",
  );
}

/**
 * An operator may set any limit, a user one up to the plan's.
 *
 * @throws HttpError 400
 */
export function requireAllowedLimit(
  caller: ManagementCaller,
  plan: Plan,
  rateLimitPerMinute: number | undefined,
): void {
  const greatest = config.plans.rulesOf(plan).limitPerMinute;
  if (caller.type === "operator" || (rateLimitPerMinute ?? 0) <= greatest) return;
  throw HttpError.badRequest(
    `rate_limit_per_minute: must be an integer from 1 to ${greatest} on plan ${plan}`,
  );
}

/**
 * For a request that may be a repetition: what was in the future when it was made need not be now.
 *
 * @throws HttpError 400
 */
export function requireFutureExpiry({ expiresAt }: KeyParams, nowEpochSeconds: number): void {
  if (expiresAt !== undefined && expiresAt <= nowEpochSeconds) {
    throw HttpError.badRequest(`expires_at: ${expiryRule}`);
  }
}

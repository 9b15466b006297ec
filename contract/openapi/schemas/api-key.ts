import * as z from "zod";
import { environments } from "../../../core/key/managed-key.ts";
import type { QuotaPeriod } from "../../../core/key/quotas.ts";
import { usageDays } from "../../../core/key/usage.ts";
import { greatestQuota } from "../../../functions/management/fields.ts";
import {
  accountId,
  actor,
  allowedIps,
  count,
  day,
  keyId,
  keyName,
  keyPrefixAfter,
  listOf,
  metadata,
  rateLimit,
  scopes,
  time,
  timeOrNull,
} from "./primitives.ts";
import { refusalsSchema } from "./refusals.ts";

const quota = z.int().min(1).max(greatestQuota);

/** A field for each period, which may be left out. */
function perPeriod<Schema extends z.ZodType>(schema: Schema) {
  return z.strictObject({
    day: schema.optional().describe("In a UTC day."),
    month: schema.optional().describe("In a UTC calendar month."),
    total: schema.optional().describe("Ever."),
  } satisfies Record<QuotaPeriod, unknown>);
}

export const quotasSchema = perPeriod(quota)
  .meta({ minProperties: 1 })
  .describe("The most units that a key may use, besides its rate limit.");

export const quotaUsageSchema = z
  .strictObject({
    quota,
    used: count.describe("Units used in the current period."),
    remaining: count.describe("Units left in it."),
    resets_at: timeOrNull.describe(
      "When the next period begins; null for the total, which has none.",
    ),
  })
  .describe("What a key has used of a quota. 0 once its period is over.");

export const quotaUsageByPeriod = perPeriod(quotaUsageSchema);

export const previousSecretSchema = z
  .strictObject({
    expires_at: time.describe("From this second on the old secret is refused."),
    last_used_at: timeOrNull.describe("When the old secret was last used since the rotation."),
  })
  .describe("The secret that the last rotation replaced. There only while it is still accepted.");

export const usageSchema = z
  .strictObject({
    total_requests: count.describe("Admitted requests since the key was created."),
    total_requests_last_30d: count.describe(`Admitted requests in the last ${usageDays} days.`),
    requests_per_day: z
      .array(
        z.strictObject({
          date: day,
          requests: count,
        }),
      )
      .length(usageDays)
      .describe("Admitted requests on each of the last days, today included, oldest first."),
    quotas: z
      .union([quotaUsageByPeriod, z.null()])
      .describe("What is used and left of each quota that the key has; null if it has none."),
  })
  .describe("How much a key is used. There only if asked for by `include=usage`.");

/** A key, a new one with its secret, and a list of keys. @param prefix the configuration's, of all keys */
export function keySchemasFor(prefix: string) {
  const fields = {
    object: z.literal("api_key"),
    id: keyId,
    account_id: accountId,
    name: keyName,
    key_prefix: keyPrefixAfter(prefix),
    environment: z.enum(environments).describe("A label; it does not change what the key may do."),
    note: z.union([z.string().min(1), z.null()]).describe("What people noted about the key."),
    metadata,
    rate_limit_per_minute: rateLimit,
    is_active: z.boolean().describe("False while the key is paused, and for good once revoked."),
    expires_at: timeOrNull.describe("From this second on the key is refused; null means never."),
    created_at: time,
    created_by: actor.describe("Who made or imported the key."),
    updated_at: time.describe("When the key was last changed by a person or a program of theirs."),
    revoked_at: timeOrNull,
    last_used_at: timeOrNull.describe("The second of the last admitted request."),
    scopes,
    allowed_ips: allowedIps,
    quotas: z
      .union([quotasSchema, z.null()])
      .describe("Quotas that the key has besides its rate limit; null means none."),
    paused_by: z
      .union([actor, z.null()])
      .describe(
        "Who paused the key; null while it is not paused. What an operator paused only an operator resumes.",
      ),
    previous_secret: previousSecretSchema.optional(),
  };

  const ApiKey = z
    .strictObject({ ...fields, usage: usageSchema.optional(), refusals: refusalsSchema.optional() })
    .describe("An API key, without its secret.");
  /*
   * The whole key is in the answers that create or rotate it, and nowhere else.
   *
   * Its grammar is the prefix and `[0-9A-Za-z]{8}_[0-9A-Za-z]{38}`; the pattern here is wider, so that
   * the examples fit it without one of them looking like a live key to a secret scanner.
   */
  const IssuedApiKey = z
    .strictObject({
      ...fields,
      key: z
        .string()
        .regex(new RegExp(`^${prefix}[0-9A-Za-z_]+$`))
        .describe(
          "The whole key: its prefix, an underscore, 32 random characters and a checksum of 6. Shown this once; nobody can read it again.",
        ),
    })
    .describe("A new key or a new secret, shown whole this once.");
  const ApiKeyList = listOf(ApiKey, "the account's keys, newest first");
  return { ApiKey, ApiKeyList, IssuedApiKey };
}

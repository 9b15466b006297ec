import * as z from "zod";
import { usageDays } from "../../../core/key/usage.ts";
import {
  accountId,
  count,
  keyId,
  keyName,
  keyPrefixAfter,
  planName,
  rateLimit,
  scopes,
  timeOrNull,
} from "./primitives.ts";

export function callerAccountSchemaFor(prefix: string) {
  return z
    .strictObject({
      object: z.literal("account"),
      account_id: accountId,
      subscription: planName.describe("The account's plan."),
      key: z
        .strictObject({
          id: keyId,
          name: keyName,
          key_prefix: keyPrefixAfter(prefix),
          expires_at: timeOrNull.describe("Null means never."),
          rate_limit_per_minute: rateLimit,
          scopes,
        })
        .describe("The key that made this request."),
      usage: z.strictObject({
        total_requests_last_30d: count.describe(
          `Admitted requests with any of the account's keys in the last ${usageDays} days.`,
        ),
      }),
      api_keys: z.strictObject({
        active: count.describe("Keys of the account that are not revoked."),
      }),
    })
    .describe("The caller as the API sees it.");
}

import * as z from "zod";
import { accountIdPattern } from "../../../core/account/account-rules.ts";
import { greatestRateLimitPerMinute } from "../../../core/account/operators.ts";

/** All times in answers: RFC 3339, UTC, whole seconds. */
export const time = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
  .meta({ format: "date-time" });

export const timeOrNull = z.union([time, z.null()]);

export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .meta({ format: "date", description: "A day in UTC." });

export const count = z.int().min(0);

export const accountId = z
  .string()
  .regex(new RegExp(accountIdPattern))
  .describe("The account's id, chosen by whoever created the account.");

export const keyId = z
  .string()
  .regex(/^[0-9A-Za-z]{8}$/)
  .describe("The key's public id. It stays the same when the secret is rotated.");

export const keyName = z.string().min(1).describe("What people call the key.");

/** Open: an account may still be on a plan that the configuration has lost. */
export const planName = z.string().min(1);

/** @param prefix the configuration's, of all keys */
export function keyPrefixAfter(prefix: string) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}[0-9A-Za-z]{8}$`))
    .describe("The part of the key that may be shown and logged.");
}

export const rateLimit = z
  .int()
  .min(1)
  .max(greatestRateLimitPerMinute)
  .describe("Requests that the key may make in any rolling 60 seconds.");

export const metadata = z
  .record(z.string(), z.string())
  .describe("Names and texts that operators keep with it for their own programs.");

/** Open: a key may still have a scope that the configuration has lost. */
export const scopes = z
  .union([z.array(z.string().min(1)), z.null()])
  .describe(
    "The only scopes that the key has; null means every route. With an empty list it may call only routes that want none.",
  );

export const allowedIps = z
  .union([z.array(z.string().min(1)), z.null()])
  .describe(
    "The only addresses that may use the key, IPv4 or IPv6, or CIDR blocks, in canonical form; null means any.",
  );

export const actor = z.strictObject({
  type: z.enum(["operator", "user"]),
  subject: z
    .union([z.string(), z.null()])
    .describe("The `sub` of the person's token; null for the operator token."),
});

/** @param what names what the list holds, such as `the account's keys, newest first` */
export function listOf<Item extends z.ZodType>(item: Item, what: string) {
  return z
    .strictObject({
      object: z.literal("list"),
      data: z.array(item),
      next_cursor: z
        .union([z.string(), z.null()])
        .describe("What to send as `cursor` for the next page; null on the last one."),
    })
    .describe(`A page of ${what}.`);
}

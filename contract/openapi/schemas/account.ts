import * as z from "zod";
import { greatestMaxActiveKeys } from "../../../core/account/account-rules.ts";
import { accountId, count, listOf, metadata, planName, time } from "./primitives.ts";
import { refusalsSchema } from "./refusals.ts";

export const accountSchema = z
  .strictObject({
    object: z.literal("account"),
    account_id: accountId,
    name: z.union([z.string().min(1), z.null()]).describe("What people call the account."),
    contact_email: z
      .union([z.string().min(1), z.null()])
      .describe("Whom to write to about the account."),
    plan: planName.describe("What the account pays for; all of its keys follow it at once."),
    is_suspended: z
      .boolean()
      .describe("Whether all of its keys are refused. They come back as they were."),
    max_active_keys: z
      .int()
      .min(1)
      .max(greatestMaxActiveKeys)
      .describe("Keys that the account may have at a time, revoked ones not counted."),
    metadata,
    api_keys: z.strictObject({
      active: count.describe("Keys that are not revoked."),
    }),
    created_at: time,
    updated_at: time,
    refusals: refusalsSchema.optional(),
  })
  .describe("A customer of yours. Its plan decides what its keys may do.");

export const accountListSchema = listOf(accountSchema, "all accounts, by id");

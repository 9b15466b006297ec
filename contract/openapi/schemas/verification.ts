import * as z from "zod";
import { accountId, count, keyId, planName } from "./primitives.ts";

export const verificationSchema = z
  .strictObject({
    object: z.literal("verification"),
    account_id: accountId,
    plan: planName.describe("The account's plan."),
    key_id: keyId,
    remaining: count.describe("Units left in the key's window, after this request."),
  })
  .describe("The holder of a key that may do what was asked.");

import * as z from "zod";
import { auditActions } from "../../../core/event/audit-event.ts";
import { accountId, actor, keyId, listOf, time } from "./primitives.ts";

const fieldValue = z
  .unknown()
  .describe("A JSON value, as the API shows the field; null if there is none.");

export const eventSchema = z
  .strictObject({
    object: z.literal("event"),
    id: z
      .string()
      .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
      .describe("A ULID: sorts by time."),
    action: z.enum(auditActions),
    created_at: time,
    sequence: z
      .union([z.int(), z.null()])
      .describe(
        "Strictly increasing over the changes of an account, and so of each key; null for `key.expiring`, which is no change.",
      ),
    actor: z.union([actor.describe("Who did it."), z.null()]).describe("Null if not known."),
    account_id: accountId,
    key_id: z.union([keyId, z.null()]).describe("Null where the account itself was changed."),
    changes: z
      .record(z.string(), z.strictObject({ before: fieldValue, after: fieldValue }))
      .describe("Each field that changed. Nothing of a secret is ever among them."),
    source_ip: z
      .union([z.string(), z.null()])
      .describe(
        "The address that the request came from; null for `key.expiring`, and if an operator made the change past the API.",
      ),
    user_agent: z.union([z.string(), z.null()]),
    request_id: z
      .union([z.string(), z.null()])
      .describe("The `x-amzn-RequestId` of the answer to that request; null where `source_ip` is."),
    expires_at: time.describe("Only of `key.expiring`: when the key expires.").optional(),
  })
  .describe("Something that was done to an account or a key. Events are never changed.");

export const eventListSchema = listOf(eventSchema, "events, newest first");

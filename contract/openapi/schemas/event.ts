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
    actor: z
      .union([actor, z.null()])
      .describe("Who did it; null for a report of a leaked key, which needs no credential."),
    account_id: accountId,
    key_id: z.union([keyId, z.null()]).describe("Null where the account itself was changed."),
    changes: z
      .record(z.string(), z.strictObject({ before: fieldValue, after: fieldValue }))
      .describe("Each field that changed. Nothing of a secret is ever among them."),
    source_ip: z.string().describe("The address that the request came from."),
    user_agent: z.union([z.string(), z.null()]),
    request_id: z.string().describe("The `x-amzn-RequestId` of the answer to that request."),
  })
  .describe("Something that was done to an account or a key. Events are never changed.");

export const eventListSchema = listOf(eventSchema, "the account's events, newest first");

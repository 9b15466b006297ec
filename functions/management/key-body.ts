import * as z from "zod";
import { type FieldsSetAt, keyFields, type Writer } from "../../core/key/fields.ts";
import type { KeyParams } from "../../core/key/new-key.ts";
import type { KeyUpdate } from "../../core/management/update-key.ts";
import {
  allowedIpsField,
  environmentField,
  expiryField,
  metadataField,
  nameField,
  noteField,
  quotasField,
  rateLimitField,
  scopesField,
} from "./fields.ts";

/** Whether an expiry lies in the future is asked when it is clear that the request is a new one. */
export const anyTime = 0;

/** The sender of a body. */
export type Sender = Exclude<Writer, "nobody">;

/** The fields that a creator may send. @param nowEpochSeconds the time that an expiry must lie after */
export function newKeyFields(nowEpochSeconds: number, sender: Sender) {
  const set = <T>(name: FieldsSetAt<"create">, field: z.ZodType<T>) =>
    fieldFor(sender, keyFields[name].create, field);
  return {
    name: set("name", nameField),
    expires_at: set("expiresAt", expiryField(nowEpochSeconds)).optional(),
    rate_limit_per_minute: set("rateLimitPerMinute", rateLimitField).optional(),
    environment: set("environment", environmentField).default("production"),
    note: set("note", noteField).optional(),
    metadata: set("metadata", metadataField).optional(),
    scopes: set("scopes", scopesField).optional(),
    allowed_ips: set("allowedIps", allowedIpsField).optional(),
    quotas: set("quotas", quotasField).optional(),
  };
}

export function newKeyBody(nowEpochSeconds: number, sender: Sender) {
  return z.strictObject(newKeyFields(nowEpochSeconds, sender), "must be an object");
}

export function paramsOf(body: z.infer<ReturnType<typeof newKeyBody>>): KeyParams {
  return {
    name: body.name,
    environment: body.environment,
    note: body.note ?? undefined,
    metadata: body.metadata ?? {},
    expiresAt: body.expires_at ?? undefined,
    rateLimitPerMinute: body.rate_limit_per_minute,
    scopes: body.scopes ?? undefined,
    allowedIps: body.allowed_ips ?? undefined,
    quotas: body.quotas,
  };
}

/** The fields that an update may send. A field that is left out stays as it is. */
export function keyChangeBody(nowEpochSeconds: number, sender: Sender) {
  const set = <T>(name: FieldsSetAt<"update">, field: z.ZodType<T>) =>
    fieldFor(sender, keyFields[name].update, field).optional();
  return z.strictObject(
    {
      name: set("name", nameField),
      is_active: set("isActive", z.boolean("must be true or false")),
      expires_at: set("expiresAt", expiryField(nowEpochSeconds)),
      rate_limit_per_minute: set("rateLimitPerMinute", rateLimitField),
      environment: set("environment", environmentField),
      note: set("note", noteField),
      metadata: set("metadata", metadataField),
      scopes: set("scopes", scopesField),
      allowed_ips: set("allowedIps", allowedIpsField),
      quotas: set("quotas", quotasField),
      previous_secret: set("previous", z.null("must be null, which ends it")),
    },
    "must be an object",
  );
}

export function changesOf(
  body: z.infer<ReturnType<typeof keyChangeBody>>,
): Omit<KeyUpdate, "keyId"> {
  return {
    name: body.name,
    isActive: body.is_active,
    expiresAt: body.expires_at,
    rateLimitPerMinute: body.rate_limit_per_minute,
    environment: body.environment,
    note: body.note,
    metadata: body.metadata,
    scopes: body.scopes,
    allowedIps: body.allowed_ips,
    quotas: body.quotas,
    previous: body.previous_secret,
  };
}

/** A field that only operators write refuses whatever a user sends. */
function fieldFor<T>(sender: Sender, writer: Writer, field: z.ZodType<T>): z.ZodType<T> {
  return sender === "user" && writer === "operator"
    ? z.never("must be left out: only an operator may set it")
    : field;
}

import { createHash } from "node:crypto";
import * as z from "zod";
import {
  accountIncludeParameter,
  booleanParameter,
  contactEmailField,
  costParameter,
  cursorParameter,
  emailParameter,
  hoursParameter,
  idPrefixParameter,
  includeParameter,
  integerField,
  ipParameter,
  limitParameter,
  maxActiveKeysField,
  metadataField,
  nameField,
  planField,
  scopeParameter,
  suspensionField,
} from "./fields.ts";
import { newKeyFields } from "./key-body.ts";

/* The queries of all calls, and the bodies that are of no key alone. */

export const accountsQuery = z.strictObject({
  limit: limitParameter,
  cursor: cursorParameter,
  email: emailParameter,
  id_prefix: idPrefixParameter,
});

export const eventsQuery = z.strictObject({ limit: limitParameter, cursor: cursorParameter });

export const keysQuery = z.strictObject({
  limit: limitParameter,
  cursor: cursorParameter,
  is_active: booleanParameter.optional(),
  include: includeParameter,
});

export const accountQuery = z.strictObject({ include: accountIncludeParameter });

export const keyQuery = z.strictObject({ include: includeParameter });

/** The request to explain; without `ip`, its address is taken to be allowed. */
export const explainQuery = z.strictObject({
  ip: ipParameter,
  scope: scopeParameter,
  cost: costParameter,
});

export const requestQuery = z.strictObject({ hours: hoursParameter });

export const importQuery = z.strictObject({ dry_run: booleanParameter.default(false) });

export const accountBody = z.strictObject(
  {
    plan: planField.optional(),
    name: nameField.optional(),
    contact_email: contactEmailField.optional(),
    max_active_keys: maxActiveKeysField.optional(),
    metadata: metadataField.optional(),
    is_suspended: suspensionField.optional(),
  },
  "must be an object",
);

/** A week. */
const greatestGraceSeconds = 604_800;

export const rotationBody = z.strictObject(
  { grace_period_seconds: integerField(0, greatestGraceSeconds).default(0) },
  "must be an object",
);

const sha256Rule = "must be a SHA-256 in 64 hexadecimal digits";
/** The digest of an empty text: the result of an empty column or an unset variable. */
const sha256OfNothing = createHash("sha256").digest("hex");

export function importBody(nowEpochSeconds: number) {
  return z.strictObject(
    {
      ...newKeyFields(nowEpochSeconds, "operator"),
      sha256: z
        .string(sha256Rule)
        .regex(/^[0-9a-fA-F]{64}$/, sha256Rule)
        .refine((hex) => hex.toLowerCase() !== sha256OfNothing, "must not be of an empty text")
        .transform((hex) => Buffer.from(hex, "hex")),
    },
    "must be an object",
  );
}

export const leakBody = z.strictObject(
  { key: z.string("must be the whole key, as text") },
  "must be an object",
);

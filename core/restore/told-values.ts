import * as z from "zod";
import type { AuditEvent, AuditValue } from "../event/audit-event.ts";
import { CorruptItemError, NewerFormatError } from "../key/key-record.ts";
import { environments } from "../key/managed-key.ts";

/** A change cannot be replayed: what it tells is not known here, or does not fit the restored table. */
export class ReplayFault extends Error {
  override readonly name = "ReplayFault";
}

export type ToldChanges = Pick<AuditEvent, "changes">;

/** The last value that events tell of each field. */
export function lastValues(events: readonly ToldChanges[]): Record<string, AuditValue> {
  const values: Record<string, AuditValue> = {};
  for (const { changes } of events) {
    for (const [field, { after }] of Object.entries(changes)) values[field] = after;
  }
  return values;
}

const epochSeconds = z.iso.datetime().transform((time) => Date.parse(time) / 1000);
const texts = z.array(z.string()).nullable();
const limit = z.int().positive();
const metadata = z.record(z.string(), z.string());

/** A key's fields in events. A restriction must not be lost, so an unknown field is refused. */
const keyValues = z
  .strictObject({
    name: z.string(),
    environment: z.enum(environments),
    rate_limit_per_minute: limit,
    is_active: z.boolean(),
    expires_at: epochSeconds.nullable(),
    revoked_at: epochSeconds.nullable(),
    note: z.string().nullable(),
    metadata,
    scopes: texts,
    allowed_ips: texts,
    quotas: z.strictObject({ day: limit, month: limit, total: limit }).partial().nullable(),
    paused_by: z
      .strictObject({ type: z.enum(["operator", "user"]), subject: z.string().nullable() })
      .nullable(),
    previous_secret_expires_at: epochSeconds.nullable(),
  })
  .partial();
export type KeyValues = z.output<typeof keyValues>;

/** An account's fields in events. */
const accountValues = z
  .strictObject({
    plan: z.string().min(1),
    is_suspended: z.boolean(),
    name: z.string().nullable(),
    contact_email: z.string().nullable(),
    max_active_keys: limit,
    metadata,
  })
  .partial();
export type AccountValues = z.output<typeof accountValues>;

/** @throws ReplayFault that names the fields */
export function parseKeyValues(values: Readonly<Record<string, AuditValue>>): KeyValues {
  return parsed(keyValues, values);
}

/** @throws ReplayFault that names the fields */
export function parseAccountValues(values: Readonly<Record<string, AuditValue>>): AccountValues {
  return parsed(accountValues, values);
}

function parsed<Schema extends z.ZodType>(schema: Schema, values: unknown): z.output<Schema> {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys : issue.path.map(String),
  );
  throw new ReplayFault(`its events tell what this version does not know: ${fields.join(", ")}`);
}

/** @returns undefined if the fault is not one of the data */
export function describeFault(error: unknown): string | undefined {
  const isOfData =
    error instanceof ReplayFault ||
    error instanceof CorruptItemError ||
    error instanceof NewerFormatError;
  return isOfData ? error.message : undefined;
}

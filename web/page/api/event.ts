import { Fields, isRecord, UnexpectedResponse } from "./fields.ts";

/** Any JSON; what a later version tells is shown as it is. */
export type ChangeValue = unknown;

export interface Change {
  readonly field: string;
  readonly before: ChangeValue;
  readonly after: ChangeValue;
}

/** An entry of the audit trail. Actions that a later version adds are shown by their name. */
export interface AuditEvent {
  readonly id: string;
  readonly action: string;
  /** Unix time in whole seconds. */
  readonly createdAt: number;
  /** Undefined if nobody is known to have caused it. */
  readonly actor: { readonly type: string; readonly subject: string | undefined } | undefined;
  /** Undefined if the account itself was changed. */
  readonly keyId: string | undefined;
  readonly changes: readonly Change[];
  /** Only of `key.expiring`. */
  readonly expiresAt: number | undefined;
  readonly sourceIp: string | undefined;
  readonly userAgent: string | undefined;
  readonly requestId: string | undefined;
}

/** @throws UnexpectedResponse */
export function parseEvent(value: unknown): AuditEvent {
  const fields = new Fields(value);
  const actor = fields.objectOrNull("actor");
  return {
    id: fields.text("id"),
    action: fields.text("action"),
    createdAt: fields.time("created_at"),
    actor: actor && { type: actor.text("type"), subject: actor.textOrNull("subject") },
    keyId: fields.textOrNull("key_id"),
    expiresAt: fields.has("expires_at") ? fields.time("expires_at") : undefined,
    changes: parseChanges(fields.value("changes")),
    sourceIp: fields.textOrNull("source_ip"),
    userAgent: fields.textOrNull("user_agent"),
    requestId: fields.textOrNull("request_id"),
  };
}

function parseChanges(value: unknown): Change[] {
  if (!isRecord(value)) throw new UnexpectedResponse("changes: an object was expected");
  return Object.entries(value).map(([field, change]) => {
    const fields = new Fields(change);
    return {
      field,
      before: fields.value("before") ?? null,
      after: fields.value("after") ?? null,
    };
  });
}

import { isDeepStrictEqual } from "node:util";

/**
 * The author of a change: an operator or a user. A person is known by their token's subject; the
 * operator token has none.
 */
export interface Actor {
  readonly type: "operator" | "user";
  readonly subject: string | undefined;
}

export const auditActions = [
  "account.created",
  "account.updated",
  "key.created",
  "key.imported",
  "key.updated",
  "key.rotated",
  "key.revoked",
  "key.leaked",
  "key.expiring",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** A value before or after a change: any JSON, never a secret. */
export type AuditValue =
  | string
  | number
  | boolean
  | null
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue };
export type AuditChanges = Readonly<
  Record<string, { readonly before: AuditValue; readonly after: AuditValue }>
>;

/** The origin of a request, whatever it changes. */
export interface RequestOrigin {
  /** Undefined if it is not known who made the request. */
  readonly actor: Actor | undefined;
  /** Undefined if the change was made past the API. */
  readonly sourceIp: string | undefined;
  readonly userAgent: string | undefined;
  readonly requestId: string | undefined;
}

/** One change, in the words of the API, or the notice that a key expires soon. */
export interface AuditEvent {
  /** A ULID: sorts by time. */
  readonly id: string;
  /** Unix time in ms, later than that of the account's event before: the order of the changes. */
  readonly atEpochMs: number;
  /** Stored events may have one of a newer version. */
  readonly action: AuditAction | (string & {});
  readonly accountId: string;
  readonly keyId: string | undefined;
  readonly changes: AuditChanges;
  /** Undefined if no request caused the event. */
  readonly origin: RequestOrigin | undefined;
  /** Only of a notice: Unix time in s at which the key expires. */
  readonly expiresAt?: number | undefined;
}

/** The action of the notice that a key expires soon. It is no change of the key. */
export const expiringAction = "key.expiring" satisfies AuditAction;

/**
 * The place of a change among those of its account, and so of its key: the transaction of each
 * change makes sure that its time is later than that of the one before.
 *
 * @returns undefined for a notice, which changes nothing
 */
export function sequenceOf({ action, atEpochMs }: AuditEvent): number | undefined {
  return action === expiringAction ? undefined : atEpochMs;
}

/**
 * The time of an account's next event: now, unless the clock lags behind the last one. The
 * transaction that writes the event makes sure that no later one has come in between.
 */
export function nextEventTime(nowEpochMs: number, lastEventAtEpochMs: number): number {
  return Math.max(nowEpochMs, lastEventAtEpochMs + 1);
}

type Snapshot = Readonly<Record<string, AuditValue>>;

/** The fields in which two snapshots differ, however deep. A field that is not there counts as null. */
export function changesBetween(before: Snapshot, after: Snapshot): AuditChanges {
  const changes: Record<string, { before: AuditValue; after: AuditValue }> = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const values = { before: before[field] ?? null, after: after[field] ?? null };
    if (!isDeepStrictEqual(values.before, values.after)) changes[field] = values;
  }
  return changes;
}

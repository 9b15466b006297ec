import type { AccountRecord } from "../account/account-record.ts";
import {
  type AuditAction,
  type AuditChanges,
  type AuditEvent,
  changesBetween,
  type RequestOrigin,
} from "../event/audit-event.ts";
import { toldFields } from "../key/field-values.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import type { Trail } from "./request.ts";

/** Makes the events of one request. */
export interface Audit {
  readonly origin: RequestOrigin;
  readonly newEventId: (atEpochMs: number) => string;
}

export function trailOf(audit: Audit): Trail {
  return {
    accountEvent: (...change) => accountEvent(audit, ...change),
    keyEvent: (...change) => keyEvent(audit, ...change),
  };
}

/** The fields that are not null before a key or an account is created. */
const uncreated = { metadata: {} };

/** @returns undefined where the account is as it was: what did not happen is not told */
export function accountEvent(
  { origin, newEventId }: Audit,
  before: AccountRecord | undefined,
  after: AccountRecord,
  atEpochMs: number,
): AuditEvent | undefined {
  const changes = changesBetween(
    before ? accountSnapshot(before) : { ...uncreated, is_suspended: false },
    accountSnapshot(after),
  );
  if (before && Object.keys(changes).length === 0) return undefined;
  return {
    id: newEventId(atEpochMs),
    atEpochMs,
    action: before ? "account.updated" : "account.created",
    accountId: after.id,
    keyId: undefined,
    changes,
    origin,
  };
}

export function keyEvent(
  { origin, newEventId }: Audit,
  action: AuditAction,
  before: ManagedKey | undefined,
  after: ManagedKey,
  atEpochMs: number,
): AuditEvent {
  return {
    id: newEventId(atEpochMs),
    atEpochMs,
    action,
    accountId: after.accountId,
    keyId: after.id,
    changes: keyChanges(before, after),
    origin,
  };
}

export function keyChanges(before: ManagedKey | undefined, after: ManagedKey): AuditChanges {
  return changesBetween(before ? toldFields(before) : uncreated, toldFields(after));
}

function accountSnapshot(account: AccountRecord) {
  return {
    plan: account.plan,
    is_suspended: account.isSuspended,
    name: account.name ?? null,
    contact_email: account.contactEmail ?? null,
    max_active_keys: account.maxActiveKeys,
    metadata: account.metadata,
  };
}

import type { APIGatewayProxyEvent } from "aws-lambda";
import type { AccountRecord } from "../../core/account/account-record.ts";
import {
  type AuditAction,
  type AuditChanges,
  type AuditEvent,
  changesBetween,
  type RequestOrigin,
} from "../../core/event/audit-event.ts";
import type { KeyRecord } from "../../core/key/key-record.ts";
import { rfc3339OrNull } from "../http/time.ts";
import { originOf } from "./caller.ts";
import type { EndpointPorts } from "./endpoint.ts";

/** Makes the events of one request. */
export interface Audit {
  readonly origin: RequestOrigin;
  readonly newEventId: (atEpochMs: number) => string;
}

export function auditOf(
  event: APIGatewayProxyEvent,
  { newEventId }: Pick<EndpointPorts, "newEventId">,
): Audit {
  return { origin: originOf(event), newEventId };
}

/** @returns undefined where the account is as it was: what did not happen is not told */
export function accountEvent(
  { origin, newEventId }: Audit,
  before: AccountRecord | undefined,
  after: AccountRecord,
  atEpochMs: number,
): AuditEvent | undefined {
  const changes = changesBetween(before ? accountSnapshot(before) : {}, accountSnapshot(after));
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
  before: KeyRecord | undefined,
  after: KeyRecord,
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

export function keyChanges(before: KeyRecord | undefined, after: KeyRecord): AuditChanges {
  return changesBetween(before ? keySnapshot(before) : {}, keySnapshot(after));
}

function accountSnapshot(account: AccountRecord) {
  return {
    plan: account.plan,
    name: account.name ?? null,
    max_active_keys: account.maxActiveKeys,
  };
}

/** Of a secret only how long it lives on. */
function keySnapshot(record: KeyRecord) {
  return {
    name: record.name,
    environment: record.environment,
    rate_limit_per_minute: record.rateLimitPerMinute,
    is_active: record.isActive,
    expires_at: rfc3339OrNull(record.expiresAt),
    revoked_at: rfc3339OrNull(record.revokedAt),
    previous_secret_expires_at: rfc3339OrNull(record.previous?.validUntil),
  };
}

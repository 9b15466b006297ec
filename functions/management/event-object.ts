import { type AuditEvent, sequenceOf } from "../../core/event/audit-event.ts";
import { rfc3339 } from "../../core/time/rfc3339.ts";

/** An event as operators, the account's own users and webhooks see it. */
export function eventObject(event: AuditEvent) {
  const { id, atEpochMs, action, accountId, keyId, changes, origin, expiresAt } = event;
  return {
    object: "event",
    id,
    action,
    created_at: rfc3339(Math.floor(atEpochMs / 1000)),
    sequence: sequenceOf(event) ?? null,
    actor: origin?.actor
      ? { type: origin.actor.type, subject: origin.actor.subject ?? null }
      : null,
    account_id: accountId,
    key_id: keyId ?? null,
    changes,
    source_ip: origin?.sourceIp ?? null,
    user_agent: origin?.userAgent ?? null,
    request_id: origin?.requestId ?? null,
    ...(expiresAt === undefined ? {} : { expires_at: rfc3339(expiresAt) }),
  } as const;
}

export type EventObject = ReturnType<typeof eventObject>;

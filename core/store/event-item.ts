import * as z from "zod";
import type { AuditEvent } from "../event/audit-event.ts";
import { CorruptItemError, type PlainItem } from "../key/key-record.ts";
import { eventItemKey } from "./item-keys.ts";

/** How long an account's trail is kept, unless a deployment says otherwise. */
export const defaultRetentionDays = 400;
const secondsPerDay = 86_400;

const eventItem = z.object({
  event_id: z.string(),
  action: z.string(),
  account_id: z.string(),
  key_id: z.string().optional(),
  changes: z.record(z.string(), z.object({ before: z.json(), after: z.json() })),
  actor: z.enum(["operator", "user"]).optional(),
  subject: z.string().optional(),
  source_ip: z.string(),
  user_agent: z.string().optional(),
  request_id: z.string(),
  at_ms: z.int().nonnegative(),
});

/** @throws CorruptItemError naming the attributes, never their values */
export function parseEventItem(item: PlainItem): AuditEvent {
  const parsed = eventItem.safeParse(item);
  if (!parsed.success) {
    const attributes = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
    throw new CorruptItemError(`event item: ${attributes} missing or malformed`);
  }
  const { data } = parsed;
  return {
    id: data.event_id,
    atEpochMs: data.at_ms,
    action: data.action,
    accountId: data.account_id,
    keyId: data.key_id,
    changes: data.changes,
    origin: {
      actor: data.actor && { type: data.actor, subject: data.subject },
      sourceIp: data.source_ip,
      userAgent: data.user_agent,
      requestId: data.request_id,
    },
  };
}

/** DynamoDB removes the item some time after `ttl`; until then it is listed. */
export function newEventItem(
  event: AuditEvent,
  retentionDays: number = defaultRetentionDays,
): PlainItem {
  const { origin } = event;
  return {
    ...eventItemKey(event.accountId, event.id),
    event_id: event.id,
    action: event.action,
    account_id: event.accountId,
    ...(event.keyId === undefined ? {} : { key_id: event.keyId }),
    changes: event.changes,
    ...(origin.actor === undefined ? {} : { actor: origin.actor.type }),
    ...(origin.actor?.subject === undefined ? {} : { subject: origin.actor.subject }),
    source_ip: origin.sourceIp,
    ...(origin.userAgent === undefined ? {} : { user_agent: origin.userAgent }),
    request_id: origin.requestId,
    at_ms: event.atEpochMs,
    ttl: Math.floor(event.atEpochMs / 1000) + retentionDays * secondsPerDay,
  };
}

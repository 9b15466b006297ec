import * as z from "zod";
import { type AuditEvent, expiringAction, type RequestOrigin } from "../event/audit-event.ts";
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
  at_ms: z.int().nonnegative(),
  key_expires_at: z.int().nonnegative().optional(),
});

const originAttributes = z.object({
  actor: z.enum(["operator", "user"]).optional(),
  subject: z.string().optional(),
  source_ip: z.string().optional(),
  user_agent: z.string().optional(),
  request_id: z.string().optional(),
});

/** @throws CorruptItemError naming the attributes, never their values */
export function parseEventItem(item: PlainItem): AuditEvent {
  const data = parsed(eventItem, item);
  return {
    id: data.event_id,
    atEpochMs: data.at_ms,
    action: data.action,
    accountId: data.account_id,
    keyId: data.key_id,
    changes: data.changes,
    origin: data.action === expiringAction ? undefined : parseOrigin(item),
    ...(data.key_expires_at === undefined ? {} : { expiresAt: data.key_expires_at }),
  };
}

function parseOrigin(item: PlainItem): RequestOrigin {
  const data = parsed(originAttributes, item);
  return {
    actor: data.actor && { type: data.actor, subject: data.subject },
    sourceIp: data.source_ip,
    userAgent: data.user_agent,
    requestId: data.request_id,
  };
}

function parsed<Schema extends z.ZodType>(schema: Schema, item: PlainItem): z.infer<Schema> {
  const result = schema.safeParse(item);
  if (result.success) return result.data;
  const attributes = result.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new CorruptItemError(`event item: ${attributes} missing or malformed`);
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
    ...(origin && originItem(origin)),
    at_ms: event.atEpochMs,
    // Not `expires_at`, by which keys are found that expire.
    ...(event.expiresAt === undefined ? {} : { key_expires_at: event.expiresAt }),
    ttl: Math.floor(event.atEpochMs / 1000) + retentionDays * secondsPerDay,
  };
}

function originItem({ actor, sourceIp, userAgent, requestId }: RequestOrigin): PlainItem {
  return {
    ...(actor && { actor: actor.type }),
    ...(actor?.subject === undefined ? {} : { subject: actor.subject }),
    ...(sourceIp === undefined ? {} : { source_ip: sourceIp }),
    ...(userAgent === undefined ? {} : { user_agent: userAgent }),
    ...(requestId === undefined ? {} : { request_id: requestId }),
  };
}

import type { KeyRecord, PlainItem, PreviousSecret } from "../key/key-record.ts";
import { keyItemKey } from "./item-keys.ts";

/** The item of a key; `parseKeyRecord` reads it back. */
export function keyItem(record: KeyRecord): PlainItem {
  return {
    ...keyItemKey(record.id),
    key_id: record.id,
    account_id: record.accountId,
    name: record.name,
    environment: record.environment,
    plan: record.plan,
    digest: record.digest.bytes,
    pepper_version: record.digest.pepperVersion,
    ...previousSecretAttributes(record.previous),
    rate_limit_per_minute: record.rateLimitPerMinute,
    is_active: record.isActive,
    ...(record.expiresAt === undefined ? {} : { expires_at: record.expiresAt }),
    ...(record.revokedAt === undefined ? {} : { revoked_at: record.revokedAt }),
    created_at_ms: record.createdAtEpochMs,
    updated_at: record.updatedAt,
    version: record.version,
    total_requests: record.totalRequests,
    d: record.dailyRequests,
    t: record.window.second,
    n: record.window.count,
    w: record.window.closed,
  };
}

/** The attributes of a secret in its grace period; none where there is no such secret. */
export function previousSecretAttributes(previous: PreviousSecret | undefined): PlainItem {
  if (!previous) return {};
  return {
    previous_digest: previous.digest.bytes,
    previous_pepper_version: previous.digest.pepperVersion,
    previous_until: previous.validUntil,
    ...(previous.lastUsedAt === undefined ? {} : { previous_used_at: previous.lastUsedAt }),
  };
}

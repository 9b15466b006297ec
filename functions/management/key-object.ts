import { config } from "../../core/config/process-config.ts";
import { keyPrefix } from "../../core/key/api-key.ts";
import { type KeyRecord, lastUsedAt } from "../../core/key/key-record.ts";
import { rfc3339, rfc3339OrNull } from "../http/time.ts";

/**
 * A key as clients see it. Nothing of its secret or digest is in it. While the secret before the
 * last rotation still works, it says until when, and when it was last used.
 */
export function keyObject(record: KeyRecord, nowEpochSeconds: number) {
  const { previous } = record;
  const isInGrace = previous !== undefined && previous.validUntil > nowEpochSeconds;
  return {
    object: "api_key",
    id: record.id,
    account_id: record.accountId,
    name: record.name,
    key_prefix: keyPrefix(record.id, config.keyPrefix),
    environment: record.environment,
    rate_limit_per_minute: record.rateLimitPerMinute,
    is_active: record.isActive,
    expires_at: rfc3339OrNull(record.expiresAt),
    created_at: rfc3339(Math.floor(record.createdAtEpochMs / 1000)),
    updated_at: rfc3339(record.updatedAt),
    revoked_at: rfc3339OrNull(record.revokedAt),
    last_used_at: rfc3339OrNull(lastUsedAt(record)),
    ...(isInGrace
      ? {
          previous_secret: {
            expires_at: rfc3339(previous.validUntil),
            last_used_at: rfc3339OrNull(previous.lastUsedAt),
          },
        }
      : {}),
  } as const;
}

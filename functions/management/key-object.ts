import { keyPrefix } from "../domain/api-key.ts";
import { type KeyRecord, lastUsedAt } from "../domain/key-record.ts";
import { rfc3339, rfc3339OrNull } from "./time.ts";

/** A key as clients see it. Nothing of its secret or digest is in it. */
export function keyObject(record: KeyRecord) {
  return {
    object: "api_key",
    id: record.id,
    account_id: record.accountId,
    name: record.name,
    key_prefix: keyPrefix(record.id),
    environment: record.environment,
    rate_limit_per_minute: record.rateLimitPerMinute,
    is_active: record.isActive,
    expires_at: rfc3339OrNull(record.expiresAt),
    created_at: rfc3339(record.createdAt),
    updated_at: rfc3339(record.updatedAt),
    revoked_at: rfc3339OrNull(record.revokedAt),
    last_used_at: rfc3339OrNull(lastUsedAt(record)),
  } as const;
}

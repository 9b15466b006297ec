import type { Key } from "../../../../web/page/api/key.ts";

/** Unix time in whole seconds: 2026-11-22T12:00:00Z, a Sunday. */
export const noon = 1_795_348_800;

/** A key that is in use and has nothing special about it, but for what is given. */
export function aKey(special: Partial<Key> = {}): Key {
  return {
    id: "3kTMd92x",
    name: "Production server",
    prefix: "sk_live_3kTMd92x",
    environment: "production",
    note: undefined,
    metadata: [],
    scopes: undefined,
    allowedIps: undefined,
    quotas: undefined,
    pausedBy: undefined,
    createdBy: { type: "user", subject: "user-1" },
    rateLimitPerMinute: 60,
    isActive: true,
    expiresAt: undefined,
    createdAt: noon - 86_400,
    updatedAt: noon - 86_400,
    revokedAt: undefined,
    lastUsedAt: undefined,
    previousSecret: undefined,
    usage: undefined,
    ...special,
  };
}

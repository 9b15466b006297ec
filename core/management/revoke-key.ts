import type { Denial } from "../errors.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { type ChangedKey, changeKey } from "./change-key.ts";
import type { KeyPorts } from "./ports.ts";
import type { ManagementRequest } from "./request.ts";

/** Revokes a key for good, with both of its secrets; asked again, it answers the same. */
export async function revokeKey(
  request: ManagementRequest<{ readonly keyId: string }>,
  { keys }: Pick<KeyPorts, "keys">,
): Promise<ChangedKey | Denial> {
  return changeKey(request, keys, (before, atEpochMs) => {
    if (before.revokedAt !== undefined) return { after: before, event: undefined };
    const after = revoked(before, atEpochMs);
    return { after, event: request.trail.keyEvent("key.revoked", before, after, atEpochMs) };
  });
}

/** Returns the key as it is once revoked at that time. */
export function revoked(key: ManagedKey, atEpochMs: number): ManagedKey {
  const now = Math.floor(atEpochMs / 1000);
  return {
    ...key,
    isActive: false,
    // Revocation is not a pause: the trail tells who had paused it.
    pausedBy: undefined,
    previous: undefined,
    version: key.version + 1,
    revokedAt: now,
    updatedAt: now,
  };
}

import { type Denial, deny, errors } from "../errors.ts";
import { issueKeyFor } from "../key/api-key.ts";
import { isExpired, type PreviousSecret } from "../key/key-record.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { present } from "../key/presented-key.ts";
import { changeKey } from "./change-key.ts";
import type { IssuedKey } from "./create-key.ts";
import type { KeyPorts } from "./ports.ts";
import type { ManagementRequest } from "./request.ts";

export interface Rotation {
  readonly keyId: string;
  /** How long the secret until now works on; 0 ends it at once. */
  readonly graceSeconds: number;
}

/**
 * Gives a key a new secret under its id. The one before it works on until the grace period ends, or
 * the key is rotated again or revoked; a secret that was in its grace period until now ends at once.
 */
export async function rotateKey(
  request: ManagementRequest<Rotation>,
  { config, keys, keyring, randomBytes }: KeyPorts,
): Promise<IssuedKey | Denial> {
  const { keyId, graceSeconds } = request.input;
  const now = Math.floor(request.nowEpochMs / 1000);
  const key = issueKeyFor(keyId, randomBytes, config.keyPrefix);
  const digest = present(key, await keyring()).activeDigest();

  const decide = (before: ManagedKey, atEpochMs: number) => {
    if (before.revokedAt !== undefined) return deny(errors.keyRevoked);
    if (isExpired(before, now)) return deny(errors.keyExpired);
    const validUntil = graceSeconds > 0 ? now + graceSeconds : 0;
    const previous: PreviousSecret = { digest: before.digest, validUntil, lastUsedAt: undefined };
    const at = Math.floor(atEpochMs / 1000);
    const version = before.version + 1;
    const after = { ...before, digest, previous, version, updatedAt: at, rotatedAt: at };
    return { after, event: request.trail.keyEvent("key.rotated", before, after, atEpochMs) };
  };

  const outcome = await changeKey(request, keys, decide);
  return outcome.kind === "changed" ? { kind: "issued", record: outcome.record, key } : outcome;
}

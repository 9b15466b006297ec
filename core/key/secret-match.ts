import type { KeyRecord } from "./key-record.ts";
import { type Digest, type Keyring, sameDigest, unpeppered } from "./pepper.ts";
import type { PresentedKey } from "./presented-key.ts";

/** Which of a key's secrets was presented, and its digest as the record has it. */
export interface SecretMatch {
  readonly secret: "current" | "previous";
  readonly digest: Digest;
}

/**
 * Whether the presented key is the record's: by its secret, or by the one before it while its grace
 * period lasts. A revoked record has no secret left, so its peppers need not be there any more.
 *
 * @throws Error where the keyring lacks a pepper that the record was made with
 */
export function matchSecret(
  presented: PresentedKey,
  { digest, previous, revokedAt }: KeyRecord,
  nowEpochSeconds: number,
): SecretMatch | undefined {
  if (revokedAt !== undefined) return undefined;
  if (sameDigest(presented.digestUnder(digest.pepperVersion), digest)) {
    return { secret: "current", digest };
  }
  if (!previous || previous.validUntil <= nowEpochSeconds) return undefined;
  return sameDigest(presented.digestUnder(previous.digest.pepperVersion), previous.digest)
    ? { secret: "previous", digest: previous.digest }
    : undefined;
}

/**
 * Whether the presented key has the secret that the last rotation replaced. Asked only of a key that is
 * refused, so a pepper that is no longer there means no.
 */
export function isSuperseded(
  presented: PresentedKey,
  { previous }: KeyRecord,
  { peppers }: Keyring,
): boolean {
  if (!previous) return false;
  const { digest } = previous;
  const version = digest.pepperVersion;
  const isComparable = version === unpeppered || peppers.has(version);
  return isComparable && sameDigest(presented.digestUnder(version), digest);
}

/** The versions of the peppers that {@link matchSecret} needs for a record. */
export function neededVersions(
  { digest, previous, revokedAt }: KeyRecord,
  nowEpochSeconds: number,
): string[] {
  if (revokedAt !== undefined) return [];
  const isInGrace = previous !== undefined && previous.validUntil > nowEpochSeconds;
  const digests = isInGrace ? [digest, previous.digest] : [digest];
  return digests.map(({ pepperVersion }) => pepperVersion).filter((it) => it !== unpeppered);
}

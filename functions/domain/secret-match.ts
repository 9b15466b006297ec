import type { KeyRecord } from "./key-record.ts";
import { type Digest, sameDigest } from "./pepper.ts";
import type { PresentedKey } from "./presented-key.ts";

/** Which of a key's secrets was presented, and its digest as the record has it. */
export interface SecretMatch {
  readonly secret: "current" | "previous";
  readonly digest: Digest;
}

/**
 * Whether the presented key is the record's: by its secret, or by the one before it while its grace
 * period lasts.
 *
 * @throws Error where the keyring lacks a pepper that the record was made with
 */
export function matchSecret(
  presented: PresentedKey,
  { digest, previous }: KeyRecord,
  nowEpochSeconds: number,
): SecretMatch | undefined {
  if (sameDigest(presented.digestUnder(digest.pepperVersion), digest)) {
    return { secret: "current", digest };
  }
  if (!previous || previous.validUntil <= nowEpochSeconds) return undefined;
  return sameDigest(presented.digestUnder(previous.digest.pepperVersion), previous.digest)
    ? { secret: "previous", digest: previous.digest }
    : undefined;
}

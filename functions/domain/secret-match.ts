import type { ApiKey } from "./api-key.ts";
import type { KeyRecord } from "./key-record.ts";
import { type Digest, digestKey, type Keyring, sameDigest } from "./pepper.ts";

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
  key: ApiKey,
  record: KeyRecord,
  keyring: Keyring,
  nowEpochSeconds: number,
): SecretMatch | undefined {
  const { digest, previous } = record;
  if (sameDigest(digestUnder(digest.pepperVersion, key, keyring), digest)) {
    return { secret: "current", digest };
  }
  if (!previous || previous.validUntil <= nowEpochSeconds) return undefined;
  const presented = digestUnder(previous.digest.pepperVersion, key, keyring);
  return sameDigest(presented, previous.digest)
    ? { secret: "previous", digest: previous.digest }
    : undefined;
}

/** @throws Error where the keyring lacks that version */
export function digestUnder(pepperVersion: string, key: ApiKey, keyring: Keyring): Digest {
  const digest = digestKey(key.text, keyring, pepperVersion);
  if (!digest) throw new Error(`the pepper secret has no version ${pepperVersion}`);
  return digest;
}

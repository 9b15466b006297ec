import type { ApiKey } from "./api-key.ts";
import { type Digest, digestKey, type Keyring, unpeppered } from "./pepper.ts";

/** A key that a caller presented, and its digests, each made once. */
export interface PresentedKey {
  readonly id: string;
  /** @throws Error where the keyring lacks that version */
  digestUnder(pepperVersion: string): Digest;
  /** Under the active pepper. */
  activeDigest(): Digest;
}

export function present(key: ApiKey, keyring: Keyring): PresentedKey {
  const digests = new Map<string, Digest>();

  function digestUnder(pepperVersion: string): Digest {
    const known = digests.get(pepperVersion);
    if (known) return known;
    const digest = digestKey(key.text, keyring, pepperVersion);
    if (!digest) throw new Error(`the pepper secret has no version ${pepperVersion}`);
    digests.set(pepperVersion, digest);
    return digest;
  }

  return {
    id: key.id,
    digestUnder,
    activeDigest: () => digestUnder(keyring.activeVersion),
  };
}

/**
 * Whether a digest of `version` should give way to one under the active pepper. Never backwards: a
 * container whose copy of the keyring is some minutes old may meet digests newer than its own.
 */
export function isOutdated(version: string, { activeVersion }: Keyring): boolean {
  return version === unpeppered || ordinal(version) < ordinal(activeVersion);
}

/** Versions are `v1`, `v2` and so on. */
function ordinal(version: string): number {
  return Number(version.slice(1));
}

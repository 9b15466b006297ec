import type { Keyring } from "../key/pepper.ts";
import type { PresentedKey } from "../key/presented-key.ts";
import { LruMap } from "./lru-map.ts";
import type { InvalidReason } from "./verdict.ts";

/**
 * Presented keys that were found unknown, wrong or revoked. Secrets are random and revocation is
 * final, so such a key can never become valid, and is refused without a look at the table. What may
 * change again, a pause, an expiry or a plan, is never remembered here.
 *
 * All of it is forgotten with the keyring it was found under, every few minutes: should a pepper
 * have been wrong for a while, the keys that it made look wrong are not lost.
 */
export class RejectedKeys {
  readonly #capacity: number;
  #keyring: Keyring | undefined;
  #fingerprints: LruMap<InvalidReason>;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#fingerprints = new LruMap(capacity);
  }

  /** Why the key was rejected; undefined if it was not. */
  reasonOf(presented: PresentedKey, keyring: Keyring): InvalidReason | undefined {
    const fingerprints = this.#under(keyring);
    return fingerprints.isEmpty ? undefined : fingerprints.get(fingerprint(presented));
  }

  add(presented: PresentedKey, keyring: Keyring, reason: InvalidReason): void {
    this.#under(keyring).set(fingerprint(presented), reason);
  }

  #under(keyring: Keyring): LruMap<InvalidReason> {
    if (this.#keyring !== keyring) {
      this.#keyring = keyring;
      this.#fingerprints = new LruMap(this.#capacity);
    }
    return this.#fingerprints;
  }
}

function fingerprint(presented: PresentedKey): string {
  return Buffer.from(presented.activeDigest().bytes).toString("base64");
}

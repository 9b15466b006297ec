import type { KeyRecord } from "../key/key-record.ts";
import type { VersionedRules } from "../key/key-rules.ts";
import type { Digest } from "../key/pepper.ts";
import type { Quotas } from "../key/quotas.ts";
import type { SecretMatch } from "../key/secret-match.ts";
import type { Deadline } from "../time/deadline.ts";

/**
 * One attempt to admit one request by one conditional write.
 *
 * The write succeeds only if the item, at that moment, authenticates the digest, is live, on an
 * eligible plan, has the expected rules, and has room at `second`. What the caller expects of the
 * item can make it fail needlessly, never succeed wrongly.
 */
export interface AdmissionAttempt {
  readonly keyId: string;
  /** Which secret the presented key is expected to be; the table decides. */
  readonly secret: SecretMatch["secret"];
  /** The digest of the presented key, under the pepper version that the item is expected to use. */
  readonly digest: Digest;
  /** The same key under the active pepper, to replace `digest` with where it is not yet so. */
  readonly upgradedDigest?: Digest | undefined;
  /** Units to count. */
  readonly cost: number;
  /** The second to count the request in. */
  readonly second: number;
  /** The caller's clock, for the expiry. */
  readonly nowEpochSeconds: number;
  /** The item as last seen; without it the key is taken to have been idle for a minute. */
  readonly expectedItem: KeyRecord | undefined;
  /** The version of the rules that the request was judged by; undefined if there were none. */
  readonly policyVersion: number | undefined;
  readonly quotas: Quotas | undefined;
  /**
   * Whether someone else is taken to have begun `second` already, after the seconds that the expected item
   * knows of. What was counted since is then not known, only bounded.
   */
  readonly isOptimisticJoin?: boolean;
}

export type AdmissionOutcome =
  /** Counted; the record as it is after the write. */
  | { readonly kind: "admitted"; readonly record: KeyRecord }
  /** Not counted, nothing changed; the record as it was found. */
  | { readonly kind: "refused"; readonly record: KeyRecord }
  /** No such key; nothing was created. */
  | { readonly kind: "unknown" };

/** Sends an attempt to the table. Rejects only where the table is out of reach or the item corrupt. */
export type Admit = (attempt: AdmissionAttempt, deadline: Deadline) => Promise<AdmissionOutcome>;

/** A key as the table has it, with its rules if it has any. */
export interface StoredKey {
  readonly record: KeyRecord;
  /** They may be of another moment than the record; `record.policyVersion` tells. */
  readonly rules: VersionedRules | undefined;
}

/** Reads a key as it is now; undefined where there is none. Rejects likewise. */
export type ReadKey = (keyId: string, deadline: Deadline) => Promise<StoredKey | undefined>;

import type { AdmissionAttempt, Admit } from "./admission.ts";
import { type ApiKey, parseKey } from "./api-key.ts";
import { callerOf, quotaOf, standingOf } from "./judge.ts";
import type { KeyMemory } from "./key-memory.ts";
import type { KeyRecord } from "./key-record.ts";
import { type Digest, digestKey, type Keyring, sameDigest } from "./pepper.ts";
import { currentSecond, emptyWindow } from "./rolling-window.ts";
import type { Verdict } from "./verdict.ts";

export interface VerifyKeyPorts {
  readonly admit: Admit;
  /** The peppers; asked for a version that a cached keyring lacks, it must look again. */
  readonly keyring: (neededVersion?: string) => Promise<Keyring>;
  readonly nowEpochMs: () => number;
  readonly memory: KeyMemory;
}

/**
 * Attempts for one request. Each failed one brings the true state, so a second is enough unless
 * other containers changed the key in between; five in a row means that something is wrong.
 */
const maximumAttempts = 5;

/**
 * How many refusals in one second ask the table before memory refuses for the rest of that second.
 * One would be enough to spare the table a flood; the others let a caller who tries again at once
 * see that the key was meanwhile revoked, or its limit raised.
 */
const confirmedRefusalsPerSecond = 4;

/** Every attempt met a key that had just been changed by someone else. */
export class ContentionError extends Error {
  override readonly name = "ContentionError";
}

/**
 * Judges one request by the key it presented, and counts it if it is admitted.
 *
 * Whoever is admitted was admitted by the table, in the write itself. Memory serves to guess that
 * write, and may refuse on its own in one case: a window seen full, until that second ends.
 *
 * @throws where the table or the pepper is out of reach, or the item is corrupt
 */
export function createVerifyKey(ports: VerifyKeyPorts): (token: string) => Promise<Verdict> {
  const { admit, memory } = ports;

  return async function verifyKey(token) {
    const key = parseKey(token);
    if (!key) return { kind: "invalid" };
    let keyring = await ports.keyring();

    for (let attempts = 0; attempts < maximumAttempts; attempts++) {
      const nowEpochMs = ports.nowEpochMs();
      const remembered = memory.get(key.id);
      const belief = believe(remembered?.record, key, keyring, nowEpochMs);
      const second = currentSecond(belief?.record.window ?? emptyWindow, nowEpochMs);
      const full = remembered?.full;
      if (belief && full?.second === second && full.timesSeen >= confirmedRefusalsPerSecond) {
        return limited(belief.record, second, nowEpochMs);
      }

      const outcome = await admit(attemptFor(key, keyring, belief, second, nowEpochMs));
      if (outcome.kind === "unknown") {
        memory.delete(key.id);
        return { kind: "invalid" };
      }
      const { record } = outcome;
      remember(memory, record, second, nowEpochMs);
      if (outcome.kind === "admitted") {
        return {
          kind: "admitted",
          caller: callerOf(record),
          quota: quotaOf(record, second, nowEpochMs),
        };
      }

      keyring = await ports.keyring(record.digest.pepperVersion);
      const verdict = refuse(record, key, keyring, nowEpochMs);
      if (verdict) return verdict;
    }
    throw new ContentionError("the key kept changing while it was being checked");
  };
}

/** A remembered record that authenticates the presented key, and that key's digest. */
interface Belief {
  readonly record: KeyRecord;
  readonly digest: Digest;
}

/**
 * A remembered record is a good guess only if it would let the presented key in, its window apart.
 * Otherwise it says nothing: the key may since have been rotated, resumed or moved to another plan,
 * so the table has to be asked as if nothing were known.
 */
function believe(
  record: KeyRecord | undefined,
  key: ApiKey,
  keyring: Keyring,
  nowEpochMs: number,
): Belief | undefined {
  if (!record) return undefined;
  const standing = standingOf(record, currentSecond(record.window, nowEpochMs), nowEpochMs);
  if (standing === "dead" || standing === "ineligible") return undefined;
  const digest = digestKey(key.text, keyring, record.digest.pepperVersion);
  return digest && sameDigest(digest, record.digest) ? { record, digest } : undefined;
}

function attemptFor(
  key: ApiKey,
  keyring: Keyring,
  belief: Belief | undefined,
  second: number,
  nowEpochMs: number,
): AdmissionAttempt {
  const common = { keyId: key.id, second, nowEpochSeconds: Math.floor(nowEpochMs / 1000) };
  if (!belief) return { ...common, digest: digestUnder(keyring.activeVersion, key, keyring) };
  const { digest, record } = belief;
  if (digest.pepperVersion === keyring.activeVersion) return { ...common, digest, belief: record };
  const upgradedDigest = digestUnder(keyring.activeVersion, key, keyring);
  return { ...common, digest, belief: record, upgradedDigest };
}

/** @returns undefined where nothing speaks against admitting: the guess was wrong, so try again */
function refuse(
  record: KeyRecord,
  key: ApiKey,
  keyring: Keyring,
  nowEpochMs: number,
): Verdict | undefined {
  const presented = digestUnder(record.digest.pepperVersion, key, keyring);
  if (!sameDigest(presented, record.digest)) return { kind: "invalid" };
  const second = currentSecond(record.window, nowEpochMs);
  switch (standingOf(record, second, nowEpochMs)) {
    case "dead":
      return { kind: "invalid" };
    case "ineligible":
      return { kind: "ineligible", caller: callerOf(record) };
    case "full":
      return limited(record, second, nowEpochMs);
    case "room":
      return undefined;
  }
}

function limited(record: KeyRecord, second: number, nowEpochMs: number): Verdict {
  return { kind: "limited", caller: callerOf(record), quota: quotaOf(record, second, nowEpochMs) };
}

function digestUnder(pepperVersion: string, key: ApiKey, keyring: Keyring): Digest {
  const digest = digestKey(key.text, keyring, pepperVersion);
  if (!digest) throw new Error(`the pepper secret has no version ${pepperVersion}`);
  return digest;
}

function remember(
  memory: KeyMemory,
  record: KeyRecord,
  attemptedSecond: number,
  nowEpochMs: number,
): void {
  const second = Math.max(attemptedSecond, currentSecond(record.window, nowEpochMs));
  const isFull = standingOf(record, second, nowEpochMs) === "full";
  const before = memory.get(record.id)?.full;
  const timesSeen = before?.second === second ? before.timesSeen + 1 : 1;
  memory.set(record.id, { record, full: isFull ? { second, timesSeen } : undefined });
}

import type { EligiblePlans } from "../account/plan.ts";
import type { KeyRecord } from "../key/key-record.ts";
import { type KeyFormats, parsePresented } from "../key/parse-presented.ts";
import type { Keyring } from "../key/pepper.ts";
import { type PresentedKey, present } from "../key/presented-key.ts";
import { matchSecret, neededVersions } from "../key/secret-match.ts";
import type { Deadline } from "../time/deadline.ts";
import type { AdmissionAttempt, Admit, ReadKey } from "./admission.ts";
import type { AdmissionRequest } from "./admission-request.ts";
import { callerOf, quotaOf, stateOf } from "./judge.ts";
import type { KeyMemory } from "./key-memory.ts";
import { contentionAfter, type Prediction, predictFrom } from "./prediction.ts";
import { currentSecond } from "./rolling-window.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Judges one request by the key it presented, and counts it if it is admitted. Nothing of it goes on
 * after the deadline.
 */
export type VerifyKey = (request: AdmissionRequest, deadline: Deadline) => Promise<Verdict>;

export interface VerifyKeyPorts {
  readonly admit: Admit;
  readonly readKey: ReadKey;
  /** The peppers; asked for a version that a cached keyring lacks, it must look again. */
  readonly keyring: (deadline: Deadline, neededVersion?: string) => Promise<Keyring>;
  readonly nowEpochMs: () => number;
  /** A number from 0 to 1: the jitter. */
  readonly random: () => number;
  readonly memory: KeyMemory;
  readonly config: KeyFormats & { readonly plans: EligiblePlans };
}

/**
 * Each look at the table brings the true state, so a second attempt is enough unless someone else
 * changed the key in between. After that, attempts wait for each other to pass: up to 4 ms before the
 * third, then up to twice as long each time.
 */
const attemptsAtOnce = 2;
const firstBackoffMs = 4;
const greatestBackoffMs = 64;

/** The difference between the clocks of two containers that is allowed for. */
const clockMarginSeconds = 300;

/** Until the deadline, every attempt met a key that had just been changed by someone else. */
export class ContentionError extends Error {
  override readonly name = "ContentionError";
}

/**
 * The table alone admits, in the write itself. Memory predicts that write.
 * What memory would refuse is confirmed by a read, which costs a fifth of a write and leaves the
 * key's write capacity to its owner. Without any look at the table there are two refusals, both
 * sound: a key that can never become valid, and a window just seen full, until that second ends.
 *
 * @throws where the table or the pepper is out of reach, or the item is corrupt
 */
export function createVerifyKey(ports: VerifyKeyPorts): VerifyKey {
  const { memory } = ports;
  const { plans } = ports.config;

  return async function verifyKey({ token }, deadline) {
    const key = parsePresented(token, ports.config);
    if (!key) return { kind: "invalid" };
    // Any text may be an imported key, so made-up ones must not cost a write each.
    const isAnyText = key.isForeign && ports.config.importedKeys === "any";
    if (isAnyText && memory.unknown.get(key.id) === secondOf(ports.nowEpochMs()))
      return { kind: "invalid" };
    let keyring = await ports.keyring(deadline);
    let presented = present(key, keyring);
    if (memory.dead.has(presented, keyring)) return { kind: "invalid" };

    const useKeyringFor = async (record: KeyRecord, nowEpochMs: number) => {
      const suitable = await keyringFor(record, keyring, ports, nowEpochMs, deadline);
      if (suitable === keyring) return;
      keyring = suitable;
      presented = present(key, keyring);
    };

    for (let attempts = 0; ; attempts++) {
      if (attempts >= attemptsAtOnce) await letOthersPass(attempts - attemptsAtOnce, deadline);
      const nowEpochMs = ports.nowEpochMs();
      const remembered = memory.keys.get(key.id);
      if (remembered) await useKeyringFor(remembered.record, nowEpochMs);
      const prediction: Prediction =
        isAnyText && !remembered
          ? { kind: "needs-read" }
          : predictFrom(remembered, presented, keyring, nowEpochMs, plans);
      if (prediction.kind === "full")
        return limited(prediction.record, prediction.second, nowEpochMs);

      const look = await (prediction.kind === "needs-read"
        ? read(key.id, deadline)
        : admit(prediction.attempt, deadline));
      if (!look.record) {
        memory.keys.delete(key.id);
        // An imported key that is unknown today may be imported tomorrow.
        if (!key.isForeign) memory.dead.add(presented, keyring);
        if (isAnyText) memory.unknown.set(key.id, secondOf(nowEpochMs));
        return { kind: "invalid" };
      }
      const { record } = look;
      remember(memory, look, record, prediction, nowEpochMs, plans);
      if (look.isAdmitted) return admitted(record, nowEpochMs);

      await useKeyringFor(record, nowEpochMs);
      const verdict = refuse(record, presented, nowEpochMs, plans);
      if (verdict?.kind === "invalid" && isFinal(record, presented, nowEpochMs)) {
        memory.dead.add(presented, keyring);
      }
      if (verdict) return verdict;
    }
  };

  /** @throws ContentionError if too little time is left for the pause */
  async function letOthersPass(times: number, deadline: Deadline): Promise<void> {
    const backoffMs = Math.min(firstBackoffMs * 2 ** times, greatestBackoffMs) * ports.random();
    if (deadline.remainingMs <= backoffMs) {
      throw new ContentionError("the key kept changing while it was being checked");
    }
    await deadline.pause(backoffMs);
  }

  async function read(keyId: string, deadline: Deadline): Promise<Look> {
    return { isAdmitted: false, record: await ports.readKey(keyId, deadline) };
  }

  async function admit(attempt: AdmissionAttempt, deadline: Deadline): Promise<Look> {
    const outcome = await ports.admit(attempt, deadline);
    if (outcome.kind === "unknown") return { isAdmitted: false, record: undefined };
    return { isAdmitted: outcome.kind === "admitted", record: outcome.record };
  }
}

/** The table's answer to an attempt or a read. */
interface Look {
  readonly isAdmitted: boolean;
  readonly record: KeyRecord | undefined;
}

/** The keyring, fetched anew where a record was made with a pepper that it lacks. */
async function keyringFor(
  record: KeyRecord,
  keyring: Keyring,
  ports: VerifyKeyPorts,
  nowEpochMs: number,
  deadline: Deadline,
): Promise<Keyring> {
  const versions = neededVersions(record, secondOf(nowEpochMs) - clockMarginSeconds);
  const missing = versions.find((version) => !keyring.peppers.has(version));
  return missing === undefined ? keyring : ports.keyring(deadline, missing);
}

/** @returns undefined where nothing speaks against admitting: the prediction was wrong, so try again */
function refuse(
  record: KeyRecord,
  presented: PresentedKey,
  nowEpochMs: number,
  plans: EligiblePlans,
): Verdict | undefined {
  if (!matchSecret(presented, record, secondOf(nowEpochMs))) return { kind: "invalid" };
  const second = currentSecond(record.window, nowEpochMs);
  switch (stateOf(record, second, nowEpochMs, plans)) {
    case "dead":
      return { kind: "invalid" };
    case "ineligible":
      return { kind: "ineligible", caller: callerOf(record) };
    case "full":
      return limited(record, second, nowEpochMs);
    case "admissible":
      return undefined;
  }
}

/**
 * Whether the presented key can never again be this record's: wrong, outlived, or revoked. A secret
 * whose grace period has just ended may still be good by a clock that is behind this one.
 */
function isFinal(record: KeyRecord, presented: PresentedKey, nowEpochMs: number): boolean {
  const surelyPast = secondOf(nowEpochMs) - clockMarginSeconds;
  return matchSecret(presented, record, surelyPast) === undefined;
}

function admitted(record: KeyRecord, nowEpochMs: number): Verdict {
  const quota = quotaOf(record, record.window.second, nowEpochMs);
  return { kind: "admitted", caller: callerOf(record), quota };
}

function limited(record: KeyRecord, second: number, nowEpochMs: number): Verdict {
  return { kind: "limited", caller: callerOf(record), quota: quotaOf(record, second, nowEpochMs) };
}

function remember(
  { keys }: KeyMemory,
  { isAdmitted }: Look,
  record: KeyRecord,
  prediction: Prediction,
  nowEpochMs: number,
  plans: EligiblePlans,
): void {
  const second = currentSecond(record.window, nowEpochMs);
  const isFull = stateOf(record, second, nowEpochMs, plans) === "full";
  const before = keys.get(record.id);
  const clockSecond = secondOf(nowEpochMs);
  const timesSeen = before?.full?.clockSecond === clockSecond ? before.full.timesSeen + 1 : 1;
  const contention =
    prediction.kind === "admissible"
      ? contentionAfter(before, prediction.attempt.second, {
          isAdmitted,
          record,
          isOptimisticJoin: prediction.attempt.isOptimisticJoin ?? false,
        })
      : (before?.contention ?? 0);
  keys.set(record.id, {
    record,
    full: isFull ? { clockSecond, timesSeen } : undefined,
    contention,
  });
}

function secondOf(epochMs: number): number {
  return Math.floor(epochMs / 1000);
}

import type { EligiblePlans } from "../account/plan.ts";
import { idInForm } from "../key/api-key.ts";
import type { KeyRecord } from "../key/key-record.ts";
import { type KeyFormats, parsePresented } from "../key/parse-presented.ts";
import type { Keyring } from "../key/pepper.ts";
import { type PresentedKey, present } from "../key/presented-key.ts";
import { isSuperseded, matchSecret, neededVersions } from "../key/secret-match.ts";
import type { Deadline } from "../time/deadline.ts";
import { createAddressList } from "./address-list.ts";
import type { AdmissionAttempt, Admit, ReadKey } from "./admission.ts";
import type { AdmissionRequest } from "./admission-request.ts";
import {
  allowanceOf,
  callerOf,
  invalid,
  type Judged,
  limited,
  refuse,
  stateOf,
  stateWithoutRules,
} from "./judge.ts";
import type { KeyMemory, RememberedKey, RememberedRules } from "./key-memory.ts";
import { attemptOnStranger, contentionAfter, type Prediction, predictFrom } from "./prediction.ts";
import { currentSecond } from "./rolling-window.ts";
import type { InvalidReason, Verdict } from "./verdict.ts";

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
 * Each look at the table brings the true state, so a second failure means that someone else changed
 * the key in between. From then on attempts wait for each other to pass: up to 4 ms before the
 * next, then up to twice as long each time.
 */
const failuresAtOnce = 2;
const firstBackoffMs = 4;
const greatestBackoffMs = 64;

/** The difference between the clocks of two containers that is allowed for. */
const clockMarginSeconds = 300;

/** Until the deadline, every attempt met a key that had just been changed by someone else. */
export class ContentionError extends Error {
  override readonly name = "ContentionError";
}

/**
 * The table alone admits, in the write itself. Memory predicts that write. A key met for the first
 * time is taken for an idle one without rules, or read before if keys with rules are about.
 * What memory would refuse is confirmed by a read, which costs a fifth of a write and leaves the
 * key's write capacity to its owner. Without any look at the table there are two refusals, both
 * sound: a key that can never become valid, and a window just seen full, until that second ends.
 *
 * @throws where the table or the pepper is out of reach, or the item is corrupt
 */
export function createVerifyKey(ports: VerifyKeyPorts): VerifyKey {
  const { memory } = ports;
  const { plans } = ports.config;

  return async function verifyKey(request, deadline) {
    const { token, trace } = request;
    const key = parsePresented(token, ports.config);
    const id = key?.id ?? idInForm(token, ports.config.keyPrefix);
    if (trace && id) trace.keyId = id;
    if (!key) return invalid(id ? "checksum" : "malformed");
    // Any text may be an imported key, so made-up ones must not cost a read each.
    const isAnyText = key.isForeign && ports.config.importedKeys === "any";
    if (isAnyText && memory.unknown.get(key.id) === secondOf(ports.nowEpochMs()))
      return invalid("unknown");
    let keyring = await ports.keyring(deadline);
    let presented = present(key, keyring);
    const rejectedFor = memory.rejected.reasonOf(presented, keyring);
    if (rejectedFor) return invalid(rejectedFor);

    const useKeyringFor = async (record: KeyRecord, nowEpochMs: number) => {
      const suitable = await keyringFor(record, keyring, ports, nowEpochMs, deadline);
      if (suitable === keyring) return;
      keyring = suitable;
      presented = present(key, keyring);
    };
    const judgedBy = (
      { record, rules }: Pick<Look, "record" | "rules">,
      nowEpochMs: number,
    ): Promise<Judged> => {
      const reachesRules = () =>
        matchSecret(presented, record, secondOf(nowEpochMs)) !== undefined &&
        stateWithoutRules(record, nowEpochMs, plans) === undefined;
      return judge(request, rules, reachesRules, deadline);
    };

    let hasRead = false;
    for (let failures = 0; ; ) {
      if (failures >= failuresAtOnce) await letOthersPass(failures - failuresAtOnce, deadline);
      const nowEpochMs = ports.nowEpochMs();
      const remembered = memory.keys.get(key.id);
      // Any text may be an imported key: what is made up must cost no more than a read.
      const readsFirst = remembered !== undefined || memory.expectsRules || isAnyText;
      let prediction: Prediction = readsFirst
        ? { kind: "needs-read" }
        : attemptOnStranger(presented, request.cost, nowEpochMs);
      if (remembered) {
        await useKeyringFor(remembered.record, nowEpochMs);
        const judged = await judgedBy(remembered, nowEpochMs);
        prediction = predictFrom(remembered, presented, judged, keyring, nowEpochMs, plans);
        if (prediction.kind === "full")
          return limited(remembered, judged, "full", prediction.second, nowEpochMs);
      }

      if (trace) trace.roundTrips++;
      const look = await (prediction.kind === "needs-read"
        ? read(key.id, remembered, deadline)
        : admit(prediction.attempt, remembered, deadline));
      // One read of a request goes before its write; what is not decided by then was changed.
      if (hasRead || prediction.kind !== "needs-read") failures++;
      else hasRead = true;
      if (!look) {
        memory.keys.delete(key.id);
        // An imported key that is unknown today may be imported tomorrow.
        if (!key.isForeign) memory.rejected.add(presented, keyring, "unknown");
        if (isAnyText) memory.unknown.set(key.id, secondOf(nowEpochMs));
        return invalid("unknown");
      }
      const { record, rules } = look;
      if (look.isAdmitted) {
        const { second } = record.window;
        const allowance = allowanceOf(record, rules, second, nowEpochMs);
        remember(memory, look, prediction, allowance.remaining < request.cost, nowEpochMs);
        return { kind: "admitted", caller: callerOf(record), allowance };
      }

      await useKeyringFor(record, nowEpochMs);
      const judged = await judgedBy(look, nowEpochMs);
      const second = currentSecond(record.window, nowEpochMs);
      const state =
        record.policyVersion === rules?.version
          ? stateOf(record, judged, second, nowEpochMs, plans)
          : (stateWithoutRules(record, nowEpochMs, plans) ?? "admissible");
      remember(memory, look, prediction, state === "full", nowEpochMs);
      if (!matchSecret(presented, record, secondOf(nowEpochMs))) {
        const reason = mismatchOf(record, presented, keyring);
        if (isFinal(record, presented, nowEpochMs)) memory.rejected.add(presented, keyring, reason);
        return invalid(reason);
      }
      const verdict = refuse(look, judged, state, second, nowEpochMs);
      if (verdict) return verdict;
      if (trace && prediction.kind !== "needs-read") trace.contention++;
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

  async function read(
    keyId: string,
    remembered: RememberedKey | undefined,
    deadline: Deadline,
  ): Promise<Look | undefined> {
    const stored = await ports.readKey(keyId, deadline);
    if (!stored) return undefined;
    const { record, rules } = stored;
    if (!rules || rules.version === remembered?.rules?.version) {
      return { isAdmitted: false, record, rules: rules && remembered?.rules };
    }
    const { allowedIps, ...judged } = rules;
    const isAllowed = allowedIps && createAddressList(allowedIps);
    return { isAdmitted: false, record, rules: { ...judged, isAllowed } };
  }

  async function admit(
    attempt: AdmissionAttempt,
    remembered: RememberedKey | undefined,
    deadline: Deadline,
  ): Promise<Look | undefined> {
    const outcome = await ports.admit(attempt, deadline);
    if (outcome.kind === "unknown") return undefined;
    const isAdmitted = outcome.kind === "admitted";
    return { isAdmitted, record: outcome.record, rules: remembered?.rules };
  }
}

/** The table's answer to an attempt or a read. */
interface Look {
  readonly isAdmitted: boolean;
  readonly record: KeyRecord;
  /** As last read, which may be of another moment than the record. */
  readonly rules: RememberedRules | undefined;
}

/**
 * The caller's address is asked for only if the key has an allow list and is not refused before: a
 * failure to find it must not take the place of an earlier refusal.
 */
async function judge(
  { cost, scope, callerAddress }: AdmissionRequest,
  rules: RememberedRules | undefined,
  reachesRules: () => boolean,
  deadline: Deadline,
): Promise<Judged> {
  if (!rules?.isAllowed || !reachesRules()) {
    return { cost, scope, rules, isAddressAllowed: true };
  }
  const address = await callerAddress(deadline);
  return {
    cost,
    scope,
    rules,
    isAddressAllowed: address !== undefined && rules.isAllowed(address),
  };
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

/**
 * Whether the presented key can never again be this record's: wrong, outlived, or revoked. A secret
 * whose grace period has just ended may still be good by a clock that is behind this one.
 */
function isFinal(record: KeyRecord, presented: PresentedKey, nowEpochMs: number): boolean {
  const surelyPast = secondOf(nowEpochMs) - clockMarginSeconds;
  return matchSecret(presented, record, surelyPast) === undefined;
}

/** Why no secret of the record was presented. */
function mismatchOf(record: KeyRecord, presented: PresentedKey, keyring: Keyring): InvalidReason {
  if (record.revokedAt !== undefined) return "revoked";
  return isSuperseded(presented, record, keyring) ? "superseded" : "wrong_secret";
}

function remember(
  memory: KeyMemory,
  { isAdmitted, record, rules }: Look,
  prediction: Prediction,
  isFull: boolean,
  nowEpochMs: number,
): void {
  if (record.policyVersion !== undefined) memory.expectsRules = true;
  const before = memory.keys.get(record.id);
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
  memory.keys.set(record.id, {
    record,
    rules,
    full: isFull ? { clockSecond, timesSeen } : undefined,
    contention,
  });
}

function secondOf(epochMs: number): number {
  return Math.floor(epochMs / 1000);
}

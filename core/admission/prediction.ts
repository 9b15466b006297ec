import type { EligiblePlans } from "../account/plan.ts";
import type { KeyRecord } from "../key/key-record.ts";
import type { Digest, Keyring } from "../key/pepper.ts";
import { isOutdated, type PresentedKey } from "../key/presented-key.ts";
import { matchSecret, type SecretMatch } from "../key/secret-match.ts";
import type { AdmissionAttempt } from "./admission.ts";
import { type Judged, stateOf } from "./judge.ts";
import type { RememberedKey } from "./key-memory.ts";
import { admittedCount, currentSecond, emptyWindow, spanSeconds } from "./rolling-window.ts";

/**
 * How many refusals in one second ask the table before memory refuses for the rest of that second.
 * One would be enough to spare the table a flood; the others let a caller who tries again at once
 * see that the key was meanwhile revoked, or its limit raised.
 */
const confirmedRefusalsPerSecond = 4;

/** A container's expectation of a request, from its memory of the key. */
export type Prediction =
  /** Worth a write, which will most likely succeed. */
  | { readonly kind: "admissible"; readonly attempt: AdmissionAttempt }
  /** Would be refused, as far as is known. */
  | { readonly kind: "needs-read" }
  /** Was refused often enough in this very second. */
  | { readonly kind: "full"; readonly second: number };

/**
 * The attempt on a key of which nothing is known: it is taken to be as most keys are, live, under the
 * active pepper, idle for a minute and without rules.
 */
export function attemptOnStranger(
  presented: PresentedKey,
  cost: number,
  nowEpochMs: number,
): Extract<Prediction, { kind: "admissible" }> {
  const attempt = {
    keyId: presented.id,
    secret: "current",
    digest: presented.activeDigest(),
    cost,
    second: currentSecond(emptyWindow, nowEpochMs),
    nowEpochSeconds: Math.floor(nowEpochMs / 1000),
    expectedItem: undefined,
    policyVersion: undefined,
    quotas: undefined,
  } as const;
  return { kind: "admissible", attempt };
}

/** @throws Error where the keyring lacks a pepper that the remembered record was made with */
export function predictFrom(
  remembered: RememberedKey,
  presented: PresentedKey,
  judged: Judged,
  keyring: Keyring,
  nowEpochMs: number,
  plans: EligiblePlans,
): Prediction {
  const nowEpochSeconds = Math.floor(nowEpochMs / 1000);
  const { record, rules, full } = remembered;
  if (record.policyVersion !== rules?.version) return { kind: "needs-read" };
  const match = matchSecret(presented, record, nowEpochSeconds);
  const second = currentSecond(record.window, nowEpochMs);
  const state = stateOf(record, judged, second, nowEpochMs, plans);
  if (match && state === "admissible") {
    const attempt = {
      keyId: presented.id,
      secret: match.secret,
      digest: match.digest,
      upgradedDigest: upgradeOf(match, presented, keyring),
      cost: judged.cost,
      policyVersion: rules?.version,
      quotas: rules?.quotas,
      second,
      nowEpochSeconds,
      expectedItem: record,
      isOptimisticJoin: expectsContention(remembered, second, nowEpochMs),
    };
    return { kind: "admissible", attempt };
  }
  const isConfirmed =
    full?.clockSecond === nowEpochSeconds && full.timesSeen >= confirmedRefusalsPerSecond;
  return match && state === "full" && isConfirmed
    ? { kind: "full", second }
    : { kind: "needs-read" };
}

/** Longer absences leave too many seconds of which nothing is known. */
const greatestAbsenceSeconds = 4;
const maxContention = 3;

/**
 * At the turn of a second, containers that share a key all have to predict: has another one begun the
 * new second? A wrong prediction costs a second round trip. So each goes by whether there were others
 * of late, and by how likely it is, at the key's rate, that none has come in the second so far.
 */
function expectsContention(
  { record, contention }: RememberedKey,
  second: number,
  nowEpochMs: number,
): boolean {
  const { window } = record;
  const absence = second - window.second;
  if (absence < 1 || absence > greatestAbsenceSeconds || contention < 1) return false;
  const perSecond = Math.max(window.count, admittedCount(window, second) / spanSeconds);
  const elapsedSeconds = nowEpochMs / 1000 - second;
  return perSecond * elapsedSeconds > Math.LN2;
}

/** Updates the measure of contention by an answer of the table, for the next prediction. */
export function contentionAfter(
  before: RememberedKey | undefined,
  second: number,
  found: {
    readonly isAdmitted: boolean;
    readonly record: KeyRecord;
    readonly isOptimisticJoin: boolean;
  },
): number {
  if (!before || second <= before.record.window.second) return before?.contention ?? 0;
  const hasBegun = found.isAdmitted ? found.isOptimisticJoin : found.record.window.second >= second;
  return Math.min(Math.max(before.contention + (hasBegun ? 1 : -1), 0), maxContention);
}

function upgradeOf(
  { digest }: SecretMatch,
  presented: PresentedKey,
  keyring: Keyring,
): Digest | undefined {
  return isOutdated(digest.pepperVersion, keyring) ? presented.activeDigest() : undefined;
}

import type { KeyRecord } from "../key/key-record.ts";
import type { Digest, Keyring } from "../key/pepper.ts";
import { isOutdated, type PresentedKey } from "../key/presented-key.ts";
import { matchSecret, type SecretMatch } from "../key/secret-match.ts";
import type { AdmissionAttempt } from "./admission.ts";
import { standingOf } from "./judge.ts";
import type { RememberedKey } from "./key-memory.ts";
import { admittedCount, currentSecond, emptyWindow, spanSeconds } from "./rolling-window.ts";

/**
 * How many refusals in one second ask the table before memory refuses for the rest of that second.
 * One would be enough to spare the table a flood; the others let a caller who tries again at once
 * see that the key was meanwhile revoked, or its limit raised.
 */
const confirmedRefusalsPerSecond = 4;

/** What a container expects of a request, from what it remembers of the key. */
export type Guess =
  /** Worth a write, which will most likely succeed. */
  | { readonly kind: "admissible"; readonly attempt: AdmissionAttempt }
  /** Would be refused, as far as is known. */
  | { readonly kind: "doubtful" }
  /** Was refused often enough in this very second. */
  | { readonly kind: "full"; readonly record: KeyRecord; readonly second: number };

/**
 * Without a memory of the key the guess is that it is as most keys are: live, under the active
 * pepper, and idle for a minute.
 *
 * @throws Error where the keyring lacks a pepper that the remembered record was made with
 */
export function guessFrom(
  remembered: RememberedKey | undefined,
  presented: PresentedKey,
  keyring: Keyring,
  nowEpochMs: number,
): Guess {
  const nowEpochSeconds = Math.floor(nowEpochMs / 1000);
  const keyId = presented.id;
  if (!remembered) {
    const second = currentSecond(emptyWindow, nowEpochMs);
    const digest = presented.activeDigest();
    const attempt = { keyId, secret: "current", digest, second, nowEpochSeconds } as const;
    return { kind: "admissible", attempt };
  }

  const { record, full } = remembered;
  const match = matchSecret(presented, record, nowEpochSeconds);
  const second = currentSecond(record.window, nowEpochMs);
  const standing = standingOf(record, second, nowEpochMs);
  if (match && standing === "room") {
    const attempt = {
      keyId,
      secret: match.secret,
      digest: match.digest,
      upgradedDigest: upgradeOf(match, presented, keyring),
      second,
      nowEpochSeconds,
      belief: record,
      joins: expectsRival(remembered, second, nowEpochMs),
    };
    return { kind: "admissible", attempt };
  }
  const isConfirmed =
    full?.clockSecond === nowEpochSeconds && full.timesSeen >= confirmedRefusalsPerSecond;
  return match && standing === "full" && isConfirmed
    ? { kind: "full", record, second }
    : { kind: "doubtful" };
}

/** Longer absences leave too many seconds of which nothing is known. */
const greatestAbsenceSeconds = 4;
const greatestRivalry = 3;

/**
 * At the turn of a second, containers that share a key all have to guess: has another one begun the
 * new second? Whoever guesses wrong needs a second look. So each goes by whether there were others
 * of late, and by how likely it is, at the key's rate, that none has come in the second so far.
 */
function expectsRival(
  { record, rivalry }: RememberedKey,
  second: number,
  nowEpochMs: number,
): boolean {
  const { window } = record;
  const absence = second - window.second;
  if (absence < 1 || absence > greatestAbsenceSeconds || rivalry < 1) return false;
  const perSecond = Math.max(window.count, admittedCount(window, second) / spanSeconds);
  const elapsedSeconds = nowEpochMs / 1000 - second;
  return perSecond * elapsedSeconds > Math.LN2;
}

/** What a look at the table says about rivals, for the next guess. */
export function rivalryAfter(
  before: RememberedKey | undefined,
  second: number,
  found: { readonly isAdmitted: boolean; readonly record: KeyRecord; readonly joins: boolean },
): number {
  if (!before || second <= before.record.window.second) return before?.rivalry ?? 0;
  const hasBegun = found.isAdmitted ? found.joins : found.record.window.second >= second;
  return Math.min(Math.max(before.rivalry + (hasBegun ? 1 : -1), 0), greatestRivalry);
}

function upgradeOf(
  { digest }: SecretMatch,
  presented: PresentedKey,
  keyring: Keyring,
): Digest | undefined {
  return isOutdated(digest.pepperVersion, keyring) ? presented.activeDigest() : undefined;
}

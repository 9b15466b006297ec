import type { AdmissionAttempt } from "./admission.ts";
import type { ApiKey } from "./api-key.ts";
import { standingOf } from "./judge.ts";
import type { RememberedKey } from "./key-memory.ts";
import type { KeyRecord } from "./key-record.ts";
import type { Keyring } from "./pepper.ts";
import { currentSecond, emptyWindow } from "./rolling-window.ts";
import { digestUnder, matchSecret, type SecretMatch } from "./secret-match.ts";

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
  key: ApiKey,
  keyring: Keyring,
  nowEpochMs: number,
): Guess {
  const nowEpochSeconds = Math.floor(nowEpochMs / 1000);
  const common = { keyId: key.id, nowEpochSeconds };
  if (!remembered) {
    const second = currentSecond(emptyWindow, nowEpochMs);
    const digest = digestUnder(keyring.activeVersion, key, keyring);
    return { kind: "admissible", attempt: { ...common, second, digest, secret: "current" } };
  }

  const { record, full } = remembered;
  const match = matchSecret(key, record, keyring, nowEpochSeconds);
  const second = currentSecond(record.window, nowEpochMs);
  const standing = standingOf(record, second, nowEpochMs);
  if (match && standing === "room") {
    const upgrade = upgradeOf(match, key, keyring);
    return {
      kind: "admissible",
      attempt: { ...common, second, ...match, ...upgrade, belief: record },
    };
  }
  const isConfirmed = full?.second === second && full.timesSeen >= confirmedRefusalsPerSecond;
  return match && standing === "full" && isConfirmed
    ? { kind: "full", record, second }
    : { kind: "doubtful" };
}

function upgradeOf(
  { digest }: SecretMatch,
  key: ApiKey,
  keyring: Keyring,
): Pick<AdmissionAttempt, "upgradedDigest"> {
  if (digest.pepperVersion === keyring.activeVersion) return {};
  return { upgradedDigest: digestUnder(keyring.activeVersion, key, keyring) };
}

import { isDeepStrictEqual } from "node:util";
import { type LeakResponse, leakReporterSubject } from "../config/config.ts";
import type { Actor } from "../event/audit-event.ts";
import type { KeyRecord } from "../key/key-record.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { type KeyFormats, parsePresented } from "../key/parse-presented.ts";
import { present } from "../key/presented-key.ts";
import { matchSecret, neededVersions, type SecretMatch } from "../key/secret-match.ts";
import type { Keys } from "../store/keys.ts";
import type { ReadKeyRecord } from "../store/read-managed-key.ts";
import type { RequestKeyring } from "./ports.ts";
import type { Trail } from "./request.ts";
import { revoked } from "./revoke-key.ts";

export interface LeakPorts {
  readonly config: KeyFormats & { readonly leaks: LeakResponse };
  readonly keys: Pick<Keys, "change">;
  readonly readKeyRecord: ReadKeyRecord;
  readonly keyring: RequestKeyring;
}

/** A report by whoever holds a text that may be a whole key. */
export interface LeakReport {
  readonly text: string;
  /** When the report came: Unix time in ms. */
  readonly nowEpochMs: number;
  readonly trail: Pick<Trail, "keyEvent">;
}

/**
 * The pauser of a leaked key, as its `paused_by` shows. It counts as an operator, so the key's user
 * cannot resume a key that a stranger holds.
 */
export const leakReporter: Actor = { type: "operator", subject: leakReporterSubject };

/**
 * Ends the secret that the reporter holds: the key itself, paused or expired ones included, or only
 * the previous secret if it is that one and still in its grace period. Does nothing if the text is no
 * key, if there is no such key, or if it has ended already.
 *
 * A text without a key's form costs no read. An unknown key and a wrong secret cost one read each.
 */
export async function reportLeak(
  { text, nowEpochMs, trail }: LeakReport,
  { config, keys, readKeyRecord, keyring }: LeakPorts,
): Promise<void> {
  const key = parsePresented(text, config);
  if (!key) return;
  const now = Math.floor(nowEpochMs / 1000);

  /** Judged apart from the change: an older pepper may have to be fetched for it. */
  const matchOf = async (record: KeyRecord): Promise<SecretMatch | undefined> => {
    let peppers = await keyring();
    for (const version of neededVersions(record, now)) peppers = await keyring(version);
    return matchSecret(present(key, peppers), record, now);
  };

  for (let isStale = true; isStale; ) {
    isStale = false;
    const record = await readKeyRecord(key.id);
    const match = record && (await matchOf(record));
    if (!record || !match) return;
    await keys.change(record.accountId, key.id, (before, atEpochMs) => {
      isStale = before.version !== record.version;
      const after = isStale ? undefined : ended(before, match, config.leaks, atEpochMs);
      return after
        ? { after, event: trail.keyEvent("key.leaked", before, after, atEpochMs) }
        : { after: before, event: undefined };
    });
  }
}

/** @returns undefined if the key is paused for a leak already */
function ended(
  before: ManagedKey,
  { secret }: SecretMatch,
  response: LeakResponse,
  atEpochMs: number,
): ManagedKey | undefined {
  const change = { version: before.version + 1, updatedAt: Math.floor(atEpochMs / 1000) };
  if (secret === "previous") return { ...before, ...change, previous: undefined };
  if (response === "revoke") return revoked(before, atEpochMs);
  if (!before.isActive && isDeepStrictEqual(before.pausedBy, leakReporter)) return undefined;
  return { ...before, ...change, isActive: false, pausedBy: leakReporter };
}

import type { AccountRecord } from "../account/account-record.ts";
import { toldAccount } from "../account/told-account.ts";
import {
  type AuditAction,
  type AuditChanges,
  type AuditEvent,
  changesBetween,
  type RequestOrigin,
} from "../event/audit-event.ts";
import { toldFields } from "../key/field-values.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { type RestoredTable, retentionDaysOf, type StoredEvent } from "./restored-table.ts";
import { accountAsTold, keyAsTold, restorePauser } from "./told-records.ts";
import {
  type KeyValues,
  lastValues,
  parseAccountValues,
  parseKeyValues,
  ReplayFault,
} from "./told-values.ts";

/** One run of a restore. */
export interface RestoreRun {
  readonly table: RestoredTable;
  /** Events of the old table from then on are replayed. */
  readonly fromEpochMs: number;
  /** Begins with `restore-`. */
  readonly requestId: string;
  readonly newEventId: (atEpochMs: number) => string;
  /** Whether nothing is to be written. */
  readonly isDry: boolean;
}

export interface ReplayedChange {
  readonly keyId: string | undefined;
  readonly action: AuditEvent["action"];
  readonly changes: AuditChanges;
}

export interface AffectedKey {
  readonly keyId: string;
  readonly name: string | undefined;
  readonly atEpochMs: number;
}

export interface ReplayedAccount {
  readonly accountId: string;
  /** Events that were not in the restored trail. */
  readonly copied: number;
  readonly changes: readonly ReplayedChange[];
  /** Created since, so neither their digest nor anything else is here. */
  readonly lost: readonly AffectedKey[];
  /** Rotated since: paused, since the secret that is here was replaced. */
  readonly paused: readonly AffectedKey[];
  /** Reported as leaked since. */
  readonly leaked: readonly (AffectedKey & { readonly outcome: LeakOutcome })[];
}

export type LeakOutcome = "revoked" | "paused" | "previous secret ended";

export const restoreRequestPrefix = "restore-";

/**
 * Brings an account of the restored table and its keys to the state that its events tell of. Events
 * that are not there are copied as they were; each correction of a record is a change of its own, with
 * a new event. It may be done any number of times: what is as told already is left alone.
 *
 * @param source the events of the old table
 * @throws ReplayFault if a change cannot be replayed; as the table's client does
 */
export async function replayAccount(
  accountId: string,
  source: readonly StoredEvent[],
  run: RestoreRun,
): Promise<ReplayedAccount> {
  const { table, isDry } = run;
  const here = await table.trail(accountId, run.fromEpochMs);
  const known = new Set(here.map(({ event }) => event.id));
  const missing = source.filter(({ event }) => !known.has(event.id));
  if (!isDry) await table.copy(accountId, missing, retentionDaysOf([...here, ...source]));

  const trail = new AccountReplay(accountId, source, here, run);
  const changes: ReplayedChange[] = await trail.replayAccount();
  const keys = new Set(source.flatMap(({ event }) => event.keyId ?? []));
  const lost: AffectedKey[] = [];
  const paused: AffectedKey[] = [];
  for (const keyId of keys) {
    const found = await trail.replayKey(keyId);
    changes.push(...found.changes);
    lost.push(...found.lost);
    paused.push(...found.paused);
  }
  return { accountId, copied: missing.length, changes, lost, paused, leaked: leaksOf(source) };
}

type ReplayedKey = Pick<ReplayedAccount, "changes" | "lost" | "paused">;

class AccountReplay {
  readonly #accountId: string;
  readonly #source: readonly AuditEvent[];
  /** The events that decide, oldest first. A later change on the restored table wins. */
  readonly #told: readonly AuditEvent[];
  readonly #run: RestoreRun;
  readonly #retentionDays: number;
  readonly #leastEpochMs: number;

  constructor(
    accountId: string,
    source: readonly StoredEvent[],
    here: readonly StoredEvent[],
    run: RestoreRun,
  ) {
    this.#accountId = accountId;
    this.#source = source.map(({ event }) => event);
    const ids = new Set(this.#source.map(({ id }) => id));
    const others = here.map(({ event }) => event).filter(({ id }) => !ids.has(id));
    this.#told = [...this.#source, ...others.map(withoutCorrection)].sort(
      (one, other) => one.atEpochMs - other.atEpochMs,
    );
    this.#run = run;
    this.#retentionDays = retentionDaysOf([...here, ...source]);
    // A correction comes after all that it follows from, whatever the clocks.
    this.#leastEpochMs = 1 + Math.max(0, ...this.#source.map(({ atEpochMs }) => atEpochMs));
  }

  async replayAccount(): Promise<ReplayedChange[]> {
    const events = this.#told.filter(({ keyId }) => keyId === undefined);
    const told = parseAccountValues(lastValues(events));
    const decide = (before: AccountRecord | undefined, nowEpochMs: number) => {
      const atEpochMs = Math.max(nowEpochMs, this.#leastEpochMs);
      const after = accountAsTold(this.#accountId, before, told, atEpochMs);
      const action = before ? "account.updated" : "account.created";
      const changes = changesBetween(before ? toldAccount(before) : {}, toldAccount(after));
      const event = this.#event(action, undefined, changes, atEpochMs);
      return event ? { after, event } : { after: before ?? after, event };
    };
    const { table, isDry } = this.#run;
    const decided = decide(await table.account(this.#accountId), 0);
    if (!decided.event) return [];
    if (!isDry) await table.putAccount(this.#accountId, decide, this.#retentionDays);
    return [changeOf(decided.event)];
  }

  async replayKey(keyId: string): Promise<ReplayedKey> {
    const { table, isDry } = this.#run;
    const source = this.#source.filter((event) => event.keyId === keyId);
    const told = parseKeyValues(lastValues(this.#told.filter((event) => event.keyId === keyId)));
    const key = await table.key(this.#accountId, keyId);
    if (!key) return { changes: [], paused: [], lost: [lostKey(keyId, source, told)] };

    const rotations = source.filter(({ action }) => action === "key.rotated");
    const decide = (before: ManagedKey, nowEpochMs: number) => {
      const atEpochMs = Math.max(nowEpochMs, this.#leastEpochMs);
      const isOutdated = isOlder(before, rotations);
      const after = keyAsTold(before, { told, isOutdated, atEpochMs });
      const changes = changesBetween(toldFields(before), toldFields(after));
      const action = after.revokedAt === before.revokedAt ? "key.updated" : "key.revoked";
      const event = this.#event(action, keyId, changes, atEpochMs);
      return event ? { after, event } : { after: before, event };
    };
    const { after, event } = decide(key, 0);
    if (event && !isDry) {
      await table.changeKey(this.#accountId, keyId, decide, this.#retentionDays);
    }
    const rotation = rotations.at(-1);
    const isPaused = rotation && isOlder(key, rotations) && after.revokedAt === undefined;
    return {
      changes: event ? [changeOf(event)] : [],
      paused: isPaused ? [{ keyId, name: after.name, atEpochMs: rotation.atEpochMs }] : [],
      lost: [],
    };
  }

  #event(
    action: AuditAction,
    keyId: string | undefined,
    changes: AuditChanges,
    atEpochMs: number,
  ): AuditEvent | undefined {
    if (Object.keys(changes).length === 0) return undefined;
    const id = this.#run.newEventId(atEpochMs);
    const origin = originOf(this.#run);
    return { id, atEpochMs, action, accountId: this.#accountId, keyId, changes, origin };
  }
}

function originOf({ requestId }: RestoreRun): RequestOrigin {
  return {
    actor: restorePauser,
    sourceIp: "127.0.0.1",
    userAgent: "latchkey restore: replays what was changed since the restore point",
    requestId,
  };
}

/**
 * An earlier run's corrections follow from the old table's events, and must not count against later
 * ones. Only its pauses count: they are lifted by people.
 */
function withoutCorrection(event: AuditEvent): AuditEvent {
  if (!event.origin?.requestId?.startsWith(restoreRequestPrefix)) return event;
  const { is_active, paused_by } = event.changes;
  const pauser = paused_by?.after;
  const isPause =
    typeof pauser === "object" &&
    pauser !== null &&
    "subject" in pauser &&
    pauser.subject === restorePauser.subject;
  const changes: AuditChanges =
    paused_by && isPause ? { paused_by, ...(is_active && { is_active }) } : {};
  return { ...event, changes };
}

/**
 * Whether the secret in the table is from before the last rotation. A key only knows the second of its
 * own: of two in that second it may have either, and is taken to have the first.
 */
function isOlder({ rotatedAt = 0 }: ManagedKey, rotations: readonly AuditEvent[]): boolean {
  const seconds = rotations.map(({ atEpochMs }) => Math.floor(atEpochMs / 1000));
  const last = seconds.at(-1) ?? 0;
  return rotatedAt < last || seconds.filter((second) => second === rotatedAt).length > 1;
}

/** @throws ReplayFault if nothing says that it was created since */
function lostKey(keyId: string, source: readonly AuditEvent[], { name }: KeyValues): AffectedKey {
  const creation = source.find(
    ({ action }) => action === "key.created" || action === "key.imported",
  );
  if (creation) return { keyId, name, atEpochMs: creation.atEpochMs };
  throw new ReplayFault(
    `the restored table has no key ${keyId}, and its creation is not among the events: is --since the restore point?`,
  );
}

function leaksOf(source: readonly StoredEvent[]): ReplayedAccount["leaked"] {
  return source.flatMap(({ event: { action, keyId, changes, atEpochMs } }) => {
    if (action !== "key.leaked" || keyId === undefined) return [];
    const isPaused = changes.paused_by !== undefined || changes.is_active !== undefined;
    const ended = isPaused ? "paused" : "previous secret ended";
    const outcome: LeakOutcome = changes.revoked_at?.after ? "revoked" : ended;
    return [{ keyId, name: undefined, atEpochMs, outcome }];
  });
}

function changeOf({ keyId, action, changes }: AuditEvent): ReplayedChange {
  return { keyId, action, changes };
}

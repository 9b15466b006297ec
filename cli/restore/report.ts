import { rfc3339 } from "../../core/time/rfc3339.ts";
import { table } from "../output/table.ts";
import type { Replayed } from "./replay.ts";

export interface RestoreFacts {
  readonly table: string;
  readonly streamArn: string | undefined;
  readonly sinceEpochMs: number;
  readonly isDry: boolean;
  /** Settings that the table was given, or would be. */
  readonly settings: readonly string[];
}

/** The result of a restore as JSON. */
export function restoreObject(facts: RestoreFacts, { accounts, faults }: Replayed) {
  const ofAll = <T>(rows: (account: (typeof accounts)[number]) => readonly T[]) =>
    accounts.flatMap((account) =>
      rows(account).map((row) => ({ account_id: account.accountId, ...row })),
    );
  return {
    object: "restore",
    table: facts.table,
    stream_arn: facts.streamArn ?? null,
    since: timeOf(facts.sinceEpochMs),
    dry_run: facts.isDry,
    settings: facts.settings,
    events_copied: accounts.reduce((sum, { copied }) => sum + copied, 0),
    changes: ofAll(({ changes }) =>
      changes.map(({ keyId, action, changes }) => ({ key_id: keyId ?? null, action, changes })),
    ),
    keys_paused: ofAll(({ paused }) =>
      paused.map((key) => ({
        key_id: key.keyId,
        name: key.name ?? null,
        rotated_at: timeOf(key.atEpochMs),
      })),
    ),
    keys_lost: ofAll(({ lost }) =>
      lost.map((key) => ({
        key_id: key.keyId,
        name: key.name ?? null,
        created_at: timeOf(key.atEpochMs),
      })),
    ),
    keys_leaked: ofAll(({ leaked }) =>
      leaked.map((key) => ({
        key_id: key.keyId,
        reported_at: timeOf(key.atEpochMs),
        outcome: key.outcome,
      })),
    ),
    faults: faults.map(({ accountId, message }) => ({ account_id: accountId, message })),
  };
}

export type RestoreObject = ReturnType<typeof restoreObject>;

export function showRestore(result: RestoreObject): string {
  const would = result.dry_run ? "would be " : "";
  const list = (title: string, heads: string[], rows: string[][]) =>
    rows.length === 0 ? [] : ["", title, table(heads, rows)];
  const { changes, keys_paused: paused, keys_lost: lost, keys_leaked: leaked, faults } = result;
  return [
    `Settings ${would}given to ${result.table}: ${result.settings.join(", ") || "none, it has all"}`,
    `Events since ${result.since} ${would}copied: ${result.events_copied}`,
    ...list(
      `Changes ${would}replayed`,
      ["account", "key", "action", "fields"],
      changes.map((change) => [
        change.account_id,
        change.key_id ?? "",
        change.action,
        Object.keys(change.changes).join(", "),
      ]),
    ),
    ...list(
      `Rotated since, so ${would}paused: the secret in this table was replaced`,
      ["account", "key", "name", "rotated"],
      paused.map((key) => [key.account_id, key.key_id, key.name ?? "", key.rotated_at]),
    ),
    ...list(
      "Created since, and lost: create or import them again",
      ["account", "key", "name", "created"],
      lost.map((key) => [key.account_id, key.key_id, key.name ?? "", key.created_at]),
    ),
    ...list(
      "Reported as leaked since",
      ["account", "key", "reported", "outcome"],
      leaked.map((key) => [key.account_id, key.key_id, key.reported_at, key.outcome]),
    ),
    ...list(
      "Not replayed",
      ["account", "why"],
      faults.map((fault) => [fault.account_id, fault.message]),
    ),
  ].join("\n");
}

function timeOf(epochMs: number): string {
  return rfc3339(Math.floor(epochMs / 1000));
}

import type { AccountRecord } from "../account/account-record.ts";
import { type AuditEvent, nextEventTime } from "../event/audit-event.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { createAccountActions, putInOrderAction } from "./account-writes.ts";
import type { Accounts } from "./accounts.ts";
import { recordEventAction } from "./event-writes.ts";
import {
  type IdempotentRequest,
  readEarlierRequest,
  rememberRequestAction,
} from "./idempotency.ts";
import { changeKeyActions } from "./key-change.ts";
import { addActiveKeyAction, putKeyActions, revokedKeyActions } from "./key-writes.ts";
import { noteRules } from "./note-rules.ts";
import { readManagedKey } from "./read-managed-key.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import type { TableClient } from "./table-client.ts";
import { type Actions, transact } from "./transaction.ts";

/** A new key on an account as it stands; the account too, where it is not there yet. */
export interface KeyDraft {
  readonly record: ManagedKey;
  readonly account: AccountRecord;
  /** In their order: each later than the one before. */
  readonly events: readonly AuditEvent[];
}

export type CreateOutcome<T extends KeyDraft> =
  | { readonly kind: "created"; readonly draft: T }
  | { readonly kind: "replayed"; readonly record: ManagedKey }
  | { readonly kind: "reused-idempotency-key" }
  | { readonly kind: "no-account" }
  | { readonly kind: "cap-reached" }
  | { readonly kind: "taken"; readonly record: ManagedKey };

/** The key after the change, and its event; undefined if nothing changes. */
export interface KeyChange {
  readonly after: ManagedKey;
  readonly event: AuditEvent | undefined;
}

export type ChangeOutcome<T extends KeyChange> =
  | { readonly kind: "changed"; readonly change: T }
  | { readonly kind: "replayed"; readonly record: ManagedKey }
  | { readonly kind: "reused-idempotency-key" }
  | { readonly kind: "no-key" };

export interface Keys {
  /** Strongly consistent, whosever it is. */
  find(keyId: string): Promise<ManagedKey | undefined>;
  /** Strongly consistent. A key of another account is as good as none. */
  get(accountId: string, keyId: string): Promise<ManagedKey | undefined>;
  /**
   * Creates a key, once for all requests of the same idempotency key.
   *
   * @param draft is asked anew whenever someone else was faster, each time with a time that is later
   *   than the account's last event; undefined where the account that it is given does not exist and
   *   is not to be created. What it throws ends the call, unless the request was done before.
   */
  create<T extends KeyDraft>(
    accountId: string,
    draft: (account: AccountRecord | undefined, atEpochMs: number) => T | undefined,
    request?: IdempotentRequest,
  ): Promise<CreateOutcome<T>>;
  /**
   * Changes a key that is not revoked, or revokes it.
   *
   * @param decide is asked anew whenever someone else was faster, as `draft` is
   */
  change<T extends KeyChange>(
    accountId: string,
    keyId: string,
    decide: (before: ManagedKey, atEpochMs: number) => T,
    request?: IdempotentRequest,
  ): Promise<ChangeOutcome<T>>;
}

/** @throws (each of its functions) as the table's client does */
export function createKeys(
  client: TableClient,
  tableName: string,
  accounts: Pick<Accounts, "get">,
  nowEpochMs: () => number,
  retentionDays?: number,
): Keys {
  async function find(keyId: string): Promise<ManagedKey | undefined> {
    return readManagedKey(client, tableName, keyId);
  }

  async function get(accountId: string, keyId: string): Promise<ManagedKey | undefined> {
    const record = await find(keyId);
    return record?.accountId === accountId ? record : undefined;
  }

  async function create<T extends KeyDraft>(
    accountId: string,
    draft: (account: AccountRecord | undefined, atEpochMs: number) => T | undefined,
    request?: IdempotentRequest,
  ): Promise<CreateOutcome<T>> {
    return retryOnConflict<CreateOutcome<T>>(client, async () => {
      const existing = await accounts.get(accountId);
      const now = nowEpochMs();
      const earlier = await earlierOutcome(accountId, request, now);
      if (earlier) return earlier;
      const drafted = draft(existing, nextEventTime(now, existing?.lastEventAtEpochMs ?? 0));
      if (!drafted) return { kind: "no-account" };
      const { record, account, events } = drafted;
      if (existing && existing.activeKeyIds.length >= existing.maxActiveKeys) {
        return (await takenBy(record)) ?? { kind: "cap-reached" };
      }
      if (record.policyVersion !== undefined) await noteRules(client, tableName);
      const eventAt = lastTimeOf(events);
      const belonging = existing
        ? [addActiveKeyAction(tableName, record, account, eventAt)]
        : createAccountActions(tableName, { ...account, lastEventAtEpochMs: eventAt }, [record.id]);
      const outcome = await transact(client, [
        ...putKeyActions(tableName, record),
        ...belonging,
        ...events.map((event) => recordEventAction(tableName, event, retentionDays)),
        ...rememberActions(accountId, record.id, now, request),
      ]);
      return outcome === "done" ? { kind: "created", draft: drafted } : takenBy(record);
    });
  }

  async function change<T extends KeyChange>(
    accountId: string,
    keyId: string,
    decide: (before: ManagedKey, atEpochMs: number) => T,
    request?: IdempotentRequest,
  ): Promise<ChangeOutcome<T>> {
    return retryOnConflict<ChangeOutcome<T>>(client, async (hasFailed) => {
      const [before, account] = await Promise.all([
        get(accountId, keyId),
        // The first attempt takes it that the clock is ahead of the last event: the write checks it.
        hasFailed ? accounts.get(accountId) : undefined,
      ]);
      const now = nowEpochMs();
      const earlier = await earlierOutcome(accountId, request, now);
      if (earlier) return earlier;
      if (!before) return { kind: "no-key" };
      const decided = decide(before, nextEventTime(now, account?.lastEventAtEpochMs ?? 0));
      if (!decided.event) return { kind: "changed", change: decided };
      const { policyVersion } = decided.after;
      if (policyVersion !== undefined && policyVersion !== before.policyVersion) {
        await noteRules(client, tableName);
      }
      const eventAt = decided.event.atEpochMs;
      const { revokedAt } = decided.after;
      const outcome = await transact(client, [
        ...changeKeyActions(tableName, before, decided.after),
        ...(revokedAt === undefined
          ? [putInOrderAction(tableName, accountId, eventAt)]
          : revokedKeyActions(tableName, before, revokedAt, eventAt)),
        recordEventAction(tableName, decided.event, retentionDays),
        ...rememberActions(accountId, keyId, now, request),
      ]);
      return outcome === "done" ? { kind: "changed", change: decided } : undefined;
    });
  }

  /** The key that somebody else has made under the id: of an import, the same key. */
  async function takenBy({ id }: ManagedKey) {
    const record = await find(id);
    return record && ({ kind: "taken", record } as const);
  }

  /**
   * How a request was answered that was made before, if it was. To be asked after what is decided
   * on was read: a refusal is then of a moment at which the request had not been done.
   */
  async function earlierOutcome(
    accountId: string,
    request: IdempotentRequest | undefined,
    now: number,
  ): Promise<
    | { readonly kind: "replayed"; readonly record: ManagedKey }
    | { readonly kind: "reused-idempotency-key" }
    | undefined
  > {
    if (!request) return undefined;
    const earlier = await readEarlierRequest(
      client,
      tableName,
      accountId,
      request.key,
      Math.floor(now / 1000),
    );
    if (!earlier) return undefined;
    if (earlier.fingerprint !== request.fingerprint) return { kind: "reused-idempotency-key" };
    const record = await get(accountId, earlier.keyId);
    return record && { kind: "replayed", record };
  }

  function rememberActions(
    accountId: string,
    keyId: string,
    now: number,
    request: IdempotentRequest | undefined,
  ): Actions {
    if (!request) return [];
    const nowEpochSeconds = Math.floor(now / 1000);
    return [rememberRequestAction(tableName, accountId, request, keyId, nowEpochSeconds)];
  }

  return { find, get, create, change };
}

function lastTimeOf(events: readonly AuditEvent[]): number {
  return events.reduce((latest, { atEpochMs }) => Math.max(latest, atEpochMs), 0);
}

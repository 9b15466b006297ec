import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { AccountRecord } from "../domain/account-record.ts";
import type { AuditEvent } from "../domain/audit-event.ts";
import { type KeyRecord, parseKeyRecord } from "../domain/key-record.ts";
import { createAccountActions } from "./account-writes.ts";
import type { Accounts } from "./accounts.ts";
import { untilUndisturbed } from "./attempts.ts";
import { recordEventAction } from "./event-writes.ts";
import {
  type IdempotentRequest,
  readEarlierRequest,
  rememberRequestAction,
} from "./idempotency.ts";
import { keyItemKey } from "./item-keys.ts";
import { changeKeyAction } from "./key-change.ts";
import { addActiveKeyAction, putKeyActions, revokedKeyActions } from "./key-writes.ts";
import { type Actions, transact } from "./transaction.ts";

/** A new key on an account as it stands; the account too, where it is not there yet. */
export interface KeyDraft {
  readonly record: KeyRecord;
  readonly account: AccountRecord;
  readonly events: readonly AuditEvent[];
}

export type CreateOutcome<T extends KeyDraft> =
  | { readonly kind: "created"; readonly draft: T }
  | { readonly kind: "replayed"; readonly record: KeyRecord }
  | { readonly kind: "reused-idempotency-key" }
  | { readonly kind: "no-account" }
  | { readonly kind: "cap-reached" }
  | { readonly kind: "taken"; readonly record: KeyRecord };

/** What a key is to become, and the event that tells of it; undefined where nothing changes. */
export interface KeyChange {
  readonly after: KeyRecord;
  readonly event: AuditEvent | undefined;
}

export type ChangeOutcome<T extends KeyChange> =
  | { readonly kind: "changed"; readonly change: T }
  | { readonly kind: "replayed"; readonly record: KeyRecord }
  | { readonly kind: "reused-idempotency-key" }
  | { readonly kind: "no-key" };

export interface Keys {
  /** Strongly consistent, whosever it is. */
  find(keyId: string): Promise<KeyRecord | undefined>;
  /** Strongly consistent. A key of another account is as good as none. */
  get(accountId: string, keyId: string): Promise<KeyRecord | undefined>;
  /**
   * Creates a key, once for all requests of the same idempotency key.
   *
   * @param draft is asked anew whenever someone else was faster; undefined where the account that
   *   it is given does not exist and is not to be created
   */
  create<T extends KeyDraft>(
    accountId: string,
    draft: (account: AccountRecord | undefined) => T | undefined,
    nowEpochSeconds: number,
    request?: IdempotentRequest,
  ): Promise<CreateOutcome<T>>;
  /**
   * Changes a key that is not revoked, or revokes it.
   *
   * @param decide is asked anew whenever someone else was faster; what it throws ends the attempt
   */
  change<T extends KeyChange>(
    accountId: string,
    keyId: string,
    decide: (before: KeyRecord) => T,
    nowEpochSeconds: number,
    request?: IdempotentRequest,
  ): Promise<ChangeOutcome<T>>;
}

/** @throws (each of its functions) where the table is out of reach, and BusyError */
export function createKeys(
  client: DynamoDBDocumentClient,
  tableName: string,
  accounts: Pick<Accounts, "get">,
  retentionDays?: number,
): Keys {
  async function find(keyId: string): Promise<KeyRecord | undefined> {
    const Key = keyItemKey(keyId);
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key, ConsistentRead: true }),
    );
    return Item && parseKeyRecord(Item);
  }

  async function get(accountId: string, keyId: string): Promise<KeyRecord | undefined> {
    const record = await find(keyId);
    return record?.accountId === accountId ? record : undefined;
  }

  async function create<T extends KeyDraft>(
    accountId: string,
    draft: (account: AccountRecord | undefined) => T | undefined,
    nowEpochSeconds: number,
    request?: IdempotentRequest,
  ): Promise<CreateOutcome<T>> {
    return untilUndisturbed<CreateOutcome<T>>(async () => {
      const earlier = await earlierOutcome(accountId, request, nowEpochSeconds);
      if (earlier) return earlier;
      const existing = await accounts.get(accountId);
      const drafted = draft(existing);
      if (!drafted) return { kind: "no-account" };
      if (existing && existing.activeKeyIds.length >= existing.maxActiveKeys) {
        return { kind: "cap-reached" };
      }
      const { record, account, events } = drafted;
      const belonging = existing
        ? [addActiveKeyAction(tableName, record, account)]
        : createAccountActions(tableName, account, [record.id]);
      const outcome = await transact(client, [
        ...putKeyActions(tableName, record),
        ...belonging,
        ...events.map((event) => recordEventAction(tableName, event, retentionDays)),
        ...rememberActions(accountId, record.id, nowEpochSeconds, request),
      ]);
      if (outcome === "done") return { kind: "created", draft: drafted };
      const rival = await find(record.id);
      return rival ? { kind: "taken", record: rival } : undefined;
    }, Math.random);
  }

  async function change<T extends KeyChange>(
    accountId: string,
    keyId: string,
    decide: (before: KeyRecord) => T,
    nowEpochSeconds: number,
    request?: IdempotentRequest,
  ): Promise<ChangeOutcome<T>> {
    return untilUndisturbed<ChangeOutcome<T>>(async () => {
      const earlier = await earlierOutcome(accountId, request, nowEpochSeconds);
      if (earlier) return earlier;
      const before = await get(accountId, keyId);
      if (!before) return { kind: "no-key" };
      const decided = decide(before);
      if (!decided.event) return { kind: "changed", change: decided };
      const { revokedAt } = decided.after;
      const outcome = await transact(client, [
        changeKeyAction(tableName, before, decided.after),
        ...(revokedAt === undefined ? [] : revokedKeyActions(tableName, before, revokedAt)),
        recordEventAction(tableName, decided.event, retentionDays),
        ...rememberActions(accountId, keyId, nowEpochSeconds, request),
      ]);
      return outcome === "done" ? { kind: "changed", change: decided } : undefined;
    }, Math.random);
  }

  /** How a request was answered that was made before, if it was. */
  async function earlierOutcome(
    accountId: string,
    request: IdempotentRequest | undefined,
    nowEpochSeconds: number,
  ): Promise<
    | { readonly kind: "replayed"; readonly record: KeyRecord }
    | { readonly kind: "reused-idempotency-key" }
    | undefined
  > {
    if (!request) return undefined;
    const earlier = await readEarlierRequest(
      client,
      tableName,
      accountId,
      request.key,
      nowEpochSeconds,
    );
    if (!earlier) return undefined;
    if (earlier.fingerprint !== request.fingerprint) return { kind: "reused-idempotency-key" };
    const record = await get(accountId, earlier.keyId);
    return record && { kind: "replayed", record };
  }

  function rememberActions(
    accountId: string,
    keyId: string,
    nowEpochSeconds: number,
    request: IdempotentRequest | undefined,
  ): Actions {
    if (!request) return [];
    return [rememberRequestAction(tableName, accountId, request, keyId, nowEpochSeconds)];
  }

  return { find, get, create, change };
}

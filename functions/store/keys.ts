import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { AccountRecord } from "../domain/account-record.ts";
import { type KeyRecord, parseKeyRecord } from "../domain/key-record.ts";
import type { Accounts } from "./accounts.ts";
import { untilUndisturbed } from "./attempts.ts";
import { keyItemKey } from "./item-keys.ts";
import { createKeyActions, revokeKeyActions } from "./key-writes.ts";
import { transact } from "./transaction.ts";

/** A key as it is to be on an account as it stands; made anew for each attempt. */
export type DraftKey<T extends { readonly record: KeyRecord }> = (account: AccountRecord) => T;

export type CreateOutcome<T> =
  | { readonly kind: "created"; readonly draft: T }
  | { readonly kind: "no-account" }
  | { readonly kind: "cap-reached" };

export interface Keys {
  /** Strongly consistent. A key of another account is as good as none. */
  get(accountId: string, keyId: string): Promise<KeyRecord | undefined>;
  create<T extends { readonly record: KeyRecord }>(
    accountId: string,
    draft: DraftKey<T>,
  ): Promise<CreateOutcome<T>>;
  /** Revoking again changes nothing. @returns the revoked key; undefined where there is none */
  revoke(accountId: string, keyId: string, nowEpochSeconds: number): Promise<KeyRecord | undefined>;
}

/** @throws (each of its functions) where the table is out of reach, and BusyError */
export function createKeys(
  client: DynamoDBDocumentClient,
  tableName: string,
  accounts: Accounts,
): Keys {
  async function get(accountId: string, keyId: string): Promise<KeyRecord | undefined> {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: keyItemKey(keyId), ConsistentRead: true }),
    );
    const record = Item && parseKeyRecord(Item);
    return record?.accountId === accountId ? record : undefined;
  }

  async function create<T extends { readonly record: KeyRecord }>(
    accountId: string,
    draft: DraftKey<T>,
  ): Promise<CreateOutcome<T>> {
    return untilUndisturbed<CreateOutcome<T>>(async () => {
      const account = await accounts.get(accountId);
      if (!account) return { kind: "no-account" };
      if (account.activeKeyIds.length >= account.maxActiveKeys) return { kind: "cap-reached" };
      const drafted = draft(account);
      const actions = createKeyActions(tableName, drafted.record, account);
      const outcome = await transact(client, actions);
      return outcome === "done" ? { kind: "created", draft: drafted } : undefined;
    }, Math.random);
  }

  async function revoke(accountId: string, keyId: string, nowEpochSeconds: number) {
    const revoked = await untilUndisturbed<{ record: KeyRecord | undefined }>(async () => {
      const record = await get(accountId, keyId);
      if (!record || record.revokedAt !== undefined) return { record };
      const outcome = await transact(client, revokeKeyActions(tableName, record, nowEpochSeconds));
      if (outcome !== "done") return undefined;
      const change = { isActive: false, revokedAt: nowEpochSeconds, updatedAt: nowEpochSeconds };
      return { record: { ...record, ...change } };
    }, Math.random);
    return revoked.record;
  }

  return { get, create, revoke };
}

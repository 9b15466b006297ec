import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { type AccountRecord, defaultMaxActiveKeys } from "../domain/account-record.ts";
import type { Plan } from "../domain/plan.ts";
import { parseAccountItem } from "./account-item.ts";
import { changeAccountActions, createAccountActions } from "./account-writes.ts";
import { untilUndisturbed } from "./attempts.ts";
import { accountItemKey } from "./item-keys.ts";
import { transact } from "./transaction.ts";

/** What an operator sets of an account; what is left out stays as it is. */
export interface AccountChange {
  readonly plan: Plan;
  readonly name?: string;
  readonly maxActiveKeys?: number;
}

export interface Accounts {
  get(accountId: string): Promise<AccountRecord | undefined>;
  /** Creates the account, or changes it and, with its plan, every key it has. */
  put(
    accountId: string,
    change: AccountChange,
    nowEpochSeconds: number,
  ): Promise<{ readonly account: AccountRecord; readonly isNew: boolean }>;
}

/** @throws (each of its functions) where the table is out of reach, and BusyError */
export function createAccounts(client: DynamoDBDocumentClient, tableName: string): Accounts {
  async function get(accountId: string): Promise<AccountRecord | undefined> {
    const { Item } = await client.send(
      new GetCommand({
        TableName: tableName,
        Key: accountItemKey(accountId),
        ConsistentRead: true,
      }),
    );
    return Item && parseAccountItem(Item);
  }

  async function put(accountId: string, change: AccountChange, nowEpochSeconds: number) {
    return untilUndisturbed(async () => {
      const before = await get(accountId);
      const account = before
        ? { ...before, ...change, version: before.version + 1, updatedAt: nowEpochSeconds }
        : newAccount(accountId, change, nowEpochSeconds);
      const actions = before
        ? changeAccountActions(tableName, before, account)
        : createAccountActions(tableName, account);
      const outcome = await transact(client, actions);
      return outcome === "done" ? { account, isNew: before === undefined } : undefined;
    }, Math.random);
  }

  return { get, put };
}

function newAccount(id: string, change: AccountChange, nowEpochSeconds: number): AccountRecord {
  return {
    id,
    name: change.name,
    plan: change.plan,
    maxActiveKeys: change.maxActiveKeys ?? defaultMaxActiveKeys,
    activeKeyIds: [],
    version: 1,
    createdAt: nowEpochSeconds,
    updatedAt: nowEpochSeconds,
  };
}

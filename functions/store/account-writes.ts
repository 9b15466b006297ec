import type { TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import type { AccountRecord } from "../domain/account-record.ts";
import { newAccountItem } from "./account-item.ts";
import { accountItemKey, keyItemKey } from "./item-keys.ts";

/** The actions of one transaction: all of them happen, or none. */
export type Actions = NonNullable<TransactWriteCommandInput["TransactItems"]>;

/** A new account, unless someone else has just made it. */
export function createAccountActions(tableName: string, account: AccountRecord): Actions {
  return [
    {
      Put: {
        TableName: tableName,
        Item: newAccountItem(account),
        ConditionExpression: "attribute_not_exists(pk)",
      },
    },
  ];
}

/**
 * Changes an account that is still as it was read. A new plan goes to every key in the same
 * transaction, so each of them is judged by it from the next request on.
 */
export function changeAccountActions(
  tableName: string,
  before: AccountRecord,
  after: AccountRecord,
): Actions {
  const unchanged = "version = :believed_version";
  const account = {
    Update: {
      TableName: tableName,
      Key: accountItemKey(before.id),
      ConditionExpression: `attribute_exists(pk) AND ${unchanged}`,
      UpdateExpression: `SET #plan = :plan, max_active_keys = :max_active_keys,
        updated_at = :updated_at, version = version + :one${after.name === undefined ? "" : ", #name = :name"}`,
      ExpressionAttributeNames: {
        "#plan": "plan",
        ...(after.name === undefined ? {} : { "#name": "name" }),
      },
      ExpressionAttributeValues: {
        ":believed_version": before.version,
        ":plan": after.plan,
        ":max_active_keys": after.maxActiveKeys,
        ":updated_at": after.updatedAt,
        ":one": 1,
        ...(after.name === undefined ? {} : { ":name": after.name }),
      },
    },
  };
  return after.plan === before.plan ? [account] : [account, ...planOfKeys(tableName, after)];
}

function planOfKeys(tableName: string, account: AccountRecord): Actions {
  return account.activeKeyIds.map((keyId) => ({
    Update: {
      TableName: tableName,
      Key: keyItemKey(keyId),
      ConditionExpression: "attribute_exists(pk) AND account_id = :account_id",
      UpdateExpression: "SET #plan = :plan",
      ExpressionAttributeNames: { "#plan": "plan" },
      ExpressionAttributeValues: { ":account_id": account.id, ":plan": account.plan },
    },
  }));
}

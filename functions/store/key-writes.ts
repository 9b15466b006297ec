import type { AccountRecord } from "../domain/account-record.ts";
import type { KeyRecord } from "../domain/key-record.ts";
import type { Actions } from "./account-writes.ts";
import { accountItemKey, keyItemKey, keyPointerKey } from "./item-keys.ts";
import { keyItem } from "./key-item.ts";

/**
 * A key with its place in the account's list. The account must have room for it, and still be on
 * the plan that the key was given: a plan change under way must not miss this key.
 */
export function createKeyActions(
  tableName: string,
  key: KeyRecord,
  account: AccountRecord,
): Actions {
  const isNew = "attribute_not_exists(pk)";
  const hasRoom =
    "(attribute_not_exists(active_key_ids) OR size(active_key_ids) < max_active_keys)";
  return [
    { Put: { TableName: tableName, Item: keyItem(key), ConditionExpression: isNew } },
    {
      Put: {
        TableName: tableName,
        Item: keyPointerKey(account.id, key.createdAt, key.id),
        ConditionExpression: isNew,
      },
    },
    {
      Update: {
        TableName: tableName,
        Key: accountItemKey(account.id),
        ConditionExpression: `attribute_exists(pk) AND #plan = :plan AND ${hasRoom}`,
        UpdateExpression: "ADD active_key_ids :key_ids, version :one",
        ExpressionAttributeNames: { "#plan": "plan" },
        ExpressionAttributeValues: {
          ":plan": key.plan,
          ":key_ids": new Set([key.id]),
          ":one": 1,
        },
      },
    },
  ];
}

/** Revokes a key for good and takes it from the account's active ones. */
export function revokeKeyActions(tableName: string, key: KeyRecord, revokedAt: number): Actions {
  return [
    {
      Update: {
        TableName: tableName,
        Key: keyItemKey(key.id),
        ConditionExpression:
          "attribute_exists(pk) AND account_id = :account_id AND attribute_not_exists(revoked_at)",
        UpdateExpression: "SET is_active = :false, revoked_at = :now, updated_at = :now",
        ExpressionAttributeValues: {
          ":account_id": key.accountId,
          ":false": false,
          ":now": revokedAt,
        },
      },
    },
    {
      Update: {
        TableName: tableName,
        Key: accountItemKey(key.accountId),
        ConditionExpression: "attribute_exists(pk)",
        UpdateExpression: "DELETE active_key_ids :key_ids ADD version :one",
        ExpressionAttributeValues: { ":key_ids": new Set([key.id]), ":one": 1 },
      },
    },
  ];
}

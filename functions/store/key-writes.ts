import type { AccountRecord } from "../domain/account-record.ts";
import type { KeyRecord } from "../domain/key-record.ts";
import { eventOrder } from "./account-writes.ts";
import { accountItemKey, keyPointerKey } from "./item-keys.ts";
import { keyItem } from "./key-item.ts";
import type { Actions } from "./transaction.ts";

/** A new key with its place in the account's list. */
export function putKeyActions(tableName: string, key: KeyRecord): Actions {
  const isNew = "attribute_not_exists(pk)";
  const pointer = keyPointerKey(key.accountId, key.createdAtEpochMs, key.id);
  return [
    { Put: { TableName: tableName, Item: keyItem(key), ConditionExpression: isNew } },
    { Put: { TableName: tableName, Item: pointer, ConditionExpression: isNew } },
  ];
}

/**
 * Counts a new key among the account's. There must be room for it, and the account must still be on
 * the plan that the key was given: a plan change under way must not miss this key.
 */
export function addActiveKeyAction(
  tableName: string,
  key: KeyRecord,
  account: AccountRecord,
  eventAtEpochMs: number,
): Actions[number] {
  const order = eventOrder(eventAtEpochMs);
  const isOnPlan = "#plan = :plan";
  const hasRoom =
    "(attribute_not_exists(active_key_ids) OR size(active_key_ids) < max_active_keys)";
  return {
    Update: {
      TableName: tableName,
      Key: accountItemKey(account.id),
      ConditionExpression: `attribute_exists(pk) AND ${isOnPlan} AND ${hasRoom} AND ${order.isLater}`,
      UpdateExpression: `SET ${order.assignment} ADD active_key_ids :key_ids, version :one`,
      ExpressionAttributeNames: { "#plan": "plan" },
      ExpressionAttributeValues: {
        ":plan": key.plan,
        ":key_ids": new Set([key.id]),
        ":one": 1,
        ...order.values,
      },
    },
  };
}

/** Takes a revoked key from the account's active ones. */
export function removeActiveKeyAction(
  tableName: string,
  key: KeyRecord,
  eventAtEpochMs: number,
): Actions[number] {
  const order = eventOrder(eventAtEpochMs);
  return {
    Update: {
      TableName: tableName,
      Key: accountItemKey(key.accountId),
      ConditionExpression: `attribute_exists(pk) AND ${order.isLater}`,
      UpdateExpression: `SET ${order.assignment} DELETE active_key_ids :key_ids ADD version :one`,
      ExpressionAttributeValues: { ":key_ids": new Set([key.id]), ":one": 1, ...order.values },
    },
  };
}

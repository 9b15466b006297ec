import type { AccountRecord } from "../account/account-record.ts";
import type { KeyRecord } from "../key/key-record.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { firstSecondOf, usageDays } from "../key/usage.ts";
import { eventOrder } from "./account-writes.ts";
import { accountItemKey, revokedKeyKey } from "./item-keys.ts";
import { coldItem, hotItem, policyItem } from "./key-item.ts";
import type { Actions } from "./transaction.ts";

/** The items of a new key. */
export function putKeyActions(tableName: string, key: ManagedKey): Actions {
  const isNew = "attribute_not_exists(pk)";
  const policy = policyItem(key);
  return [
    { Put: { TableName: tableName, Item: hotItem(key), ConditionExpression: isNew } },
    { Put: { TableName: tableName, Item: coldItem(key), ConditionExpression: isNew } },
    ...(policy ? [{ Put: { TableName: tableName, Item: policy } }] : []),
  ];
}

/**
 * Counts a new key among the account's. There must be room for it, and the account must still have
 * the plan and the suspension that the key was given: a change under way must not miss this key.
 */
export function addActiveKeyAction(
  tableName: string,
  key: KeyRecord,
  account: AccountRecord,
  eventAtEpochMs: number,
): Actions[number] {
  const order = eventOrder(eventAtEpochMs);
  const isOnPlan = "#plan = :plan";
  // Never false where it is written.
  const isAsSuspended = `attribute_${key.isSuspended ? "exists" : "not_exists"}(suspended)`;
  const hasRoom =
    "(attribute_not_exists(active_key_ids) OR size(active_key_ids) < max_active_keys)";
  return {
    Update: {
      TableName: tableName,
      Key: accountItemKey(account.id),
      ConditionExpression: `attribute_exists(pk) AND ${isOnPlan} AND ${isAsSuspended} AND ${hasRoom} AND ${order.isLater}`,
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

/** A day longer than the requests of a revoked key count for its account; see usage.ts. */
const revokedKeySeconds = firstSecondOf(usageDays + 1);

/** Moves a key from the account's active ones to those that were revoked of late. */
export function revokedKeyActions(
  tableName: string,
  key: KeyRecord,
  revokedAt: number,
  eventAtEpochMs: number,
): Actions {
  const place = revokedKeyKey(key.accountId, revokedAt, key.id);
  return [
    removeActiveKeyAction(tableName, key, eventAtEpochMs),
    { Put: { TableName: tableName, Item: { ...place, ttl: revokedAt + revokedKeySeconds } } },
  ];
}

function removeActiveKeyAction(
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

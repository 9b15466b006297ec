import type { AccountRecord } from "../account/account-record.ts";
import { newAccountItem } from "./account-item.ts";
import { accountItemKey, accountPointerKey, keyItemKey } from "./item-keys.ts";
import type { Actions } from "./transaction.ts";

const isNew = "attribute_not_exists(pk)";

/**
 * What every change of an account or of one of its keys writes to the account's item: events are in
 * the order of the changes, whatever the clocks of those who make them.
 */
export function eventOrder(eventAtEpochMs: number) {
  return {
    isLater: "last_event_at_ms < :event_at_ms",
    assignment: "last_event_at_ms = :event_at_ms",
    values: { ":event_at_ms": eventAtEpochMs },
  };
}

/** For a change of a key that leaves the account itself as it is. */
export function putInOrderAction(
  tableName: string,
  accountId: string,
  eventAtEpochMs: number,
): Actions[number] {
  const order = eventOrder(eventAtEpochMs);
  return {
    Update: {
      TableName: tableName,
      Key: accountItemKey(accountId),
      ConditionExpression: `attribute_exists(pk) AND ${order.isLater}`,
      UpdateExpression: `SET ${order.assignment}`,
      ExpressionAttributeValues: order.values,
    },
  };
}

/** A new account with its place in the list of all, unless someone else has just made it. */
export function createAccountActions(
  tableName: string,
  account: AccountRecord,
  activeKeyIds: readonly string[] = [],
): Actions {
  const keys = activeKeyIds.length > 0 ? { active_key_ids: new Set(activeKeyIds) } : {};
  return [
    {
      Put: {
        TableName: tableName,
        Item: { ...newAccountItem(account), ...keys },
        ConditionExpression: isNew,
      },
    },
    {
      Put: {
        TableName: tableName,
        Item: accountPointerKey(account.id),
        ConditionExpression: isNew,
      },
    },
  ];
}

/**
 * Changes an account that is still as it was read. A new plan or a suspension goes to every key in
 * the same transaction, so each of them is judged by it from the next request on.
 */
export function changeAccountActions(
  tableName: string,
  before: AccountRecord,
  after: AccountRecord,
): Actions {
  const isUnchanged = "version = :expected_version";
  const order = eventOrder(after.lastEventAtEpochMs);
  const suspension = suspensionOf(after);
  const assignments = [
    "#plan = :plan",
    "max_active_keys = :max_active_keys",
    "metadata = :metadata",
    "updated_at = :updated_at",
    "version = version + :one",
    order.assignment,
    ...(after.name === undefined ? [] : ["#name = :name"]),
  ];
  const account = {
    Update: {
      TableName: tableName,
      Key: accountItemKey(before.id),
      ConditionExpression: `attribute_exists(pk) AND ${isUnchanged} AND ${order.isLater}`,
      UpdateExpression: `SET ${[...assignments, ...suspension.assignments].join(", ")}${suspension.removal}`,
      ExpressionAttributeNames: {
        "#plan": "plan",
        ...(after.name === undefined ? {} : { "#name": "name" }),
      },
      ExpressionAttributeValues: {
        ":expected_version": before.version,
        ":plan": after.plan,
        ":max_active_keys": after.maxActiveKeys,
        ":metadata": after.metadata,
        ":updated_at": after.updatedAt,
        ":one": 1,
        ...order.values,
        ...suspension.values,
        ...(after.name === undefined ? {} : { ":name": after.name }),
      },
    },
  };
  const isForKeys = after.plan !== before.plan || after.isSuspended !== before.isSuspended;
  return isForKeys ? [account, ...updateKeys(tableName, after)] : [account];
}

/** Writes what keys copy of their account. */
function updateKeys(tableName: string, account: AccountRecord): Actions {
  const suspension = suspensionOf(account);
  const isItsKey = "attribute_exists(pk) AND account_id = :account_id";
  return account.activeKeyIds.map((keyId) => ({
    Update: {
      TableName: tableName,
      Key: keyItemKey(keyId),
      ConditionExpression: isItsKey,
      UpdateExpression: `SET ${["#plan = :plan", ...suspension.assignments].join(", ")}${suspension.removal}`,
      ExpressionAttributeNames: { "#plan": "plan" },
      ExpressionAttributeValues: {
        ":account_id": account.id,
        ":plan": account.plan,
        ...suspension.values,
      },
    },
  }));
}

/** The attribute `suspended` of an account and its keys: true, or absent. */
function suspensionOf({ isSuspended }: AccountRecord) {
  return isSuspended
    ? { assignments: ["suspended = :suspended"], removal: "", values: { ":suspended": true } }
    : { assignments: [], removal: " REMOVE suspended", values: {} };
}

import type { AccountRecord } from "../account/account-record.ts";
import { newAccountItem } from "./account-item.ts";
import { accountItemKey, accountPointerKey, contactPointerKey, keyItemKey } from "./item-keys.ts";
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
    ...contactActions(tableName, undefined, account),
  ];
}

/**
 * Lists an account under its contact address of now. The place under an earlier one expires: TTL removes it, since
 * nobody here may delete.
 */
function contactActions(
  tableName: string,
  before: AccountRecord | undefined,
  after: AccountRecord,
): Actions {
  const placeOf = (account: AccountRecord | undefined) =>
    account?.contactEmail === undefined
      ? undefined
      : contactPointerKey(account.contactEmail, account.id);
  const [former, current] = [placeOf(before), placeOf(after)];
  if (former?.pk === current?.pk) return [];
  return [
    ...(former
      ? [{ Put: { TableName: tableName, Item: { ...former, ttl: after.updatedAt } } }]
      : []),
    ...(current ? [{ Put: { TableName: tableName, Item: current } }] : []),
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
    ...(after.contactEmail === undefined ? [] : ["contact_email = :contact_email"]),
    ...suspension.assignments,
  ];
  const removed = [
    ...suspension.removed,
    ...(after.contactEmail === undefined && before.contactEmail !== undefined
      ? ["contact_email"]
      : []),
  ];
  const account = {
    Update: {
      TableName: tableName,
      Key: accountItemKey(before.id),
      ConditionExpression: `attribute_exists(pk) AND ${isUnchanged} AND ${order.isLater}`,
      UpdateExpression: updateExpression(assignments, removed),
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
        ...(after.contactEmail === undefined ? {} : { ":contact_email": after.contactEmail }),
      },
    },
  };
  const isForKeys = after.plan !== before.plan || after.isSuspended !== before.isSuspended;
  return [
    account,
    ...(isForKeys ? updateKeys(tableName, after) : []),
    ...contactActions(tableName, before, after),
  ];
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
      UpdateExpression: updateExpression(
        ["#plan = :plan", ...suspension.assignments],
        suspension.removed,
      ),
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
    ? { assignments: ["suspended = :suspended"], removed: [], values: { ":suspended": true } }
    : { assignments: [], removed: ["suspended"], values: {} };
}

function updateExpression(assignments: readonly string[], removed: readonly string[]): string {
  const removal = removed.length > 0 ? ` REMOVE ${removed.join(", ")}` : "";
  return `SET ${assignments.join(", ")}${removal}`;
}

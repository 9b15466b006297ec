import type { JsonCall } from "../aws/json-service.ts";
import { CorruptItemError, ownerAttributes } from "../key/key-record.ts";
import type { Deadline } from "../time/deadline.ts";
import { plainItem } from "./attribute-value.ts";
import { keyItemKey } from "./item-keys.ts";

/** Finds the account of a key, and nothing else of it. @returns undefined if there is no such key */
export type FindOwner = (keyId: string, deadline: Deadline) => Promise<string | undefined>;

/** @param call the API of DynamoDB */
export function createFindOwner(call: JsonCall, tableName: string): FindOwner {
  return async function findOwner(keyId, deadline) {
    const { pk, sk } = keyItemKey(keyId);
    const asked = {
      Keys: [{ pk: { S: pk }, sk: { S: sk } }],
      ProjectionExpression: ["pk", "sk", ...ownerAttributes].join(", "),
    };
    const input = { RequestItems: { [tableName]: asked } };
    const [item] = itemsOf(await call("BatchGetItem", input, deadline), tableName);
    if (item === undefined) return undefined;
    const { account_id: accountId } = plainItem(item);
    if (typeof accountId === "string") return accountId;
    throw new CorruptItemError(`key ${keyId} names no account`);
  };
}

function itemsOf(answer: unknown, tableName: string): unknown[] {
  const { Responses: tables }: { readonly Responses?: unknown } = Object(answer);
  const { UnprocessedKeys: left }: { readonly UnprocessedKeys?: unknown } = Object(answer);
  const { [tableName]: items }: { readonly [name: string]: unknown } = Object(tables);
  const isUnread = Object.keys(Object(left)).length > 0;
  if (Array.isArray(items) && !isUnread) return items;
  throw new Error("the key was left unread");
}

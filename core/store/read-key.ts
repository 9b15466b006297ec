import type { ReadKey } from "../admission/admission.ts";
import type { JsonCall } from "../aws/json-service.ts";
import { CorruptItemError, type PlainItem, parseKeyRecord } from "../key/key-record.ts";
import { parsePolicyItem } from "../key/key-rules.ts";
import { plainItem } from "./attribute-value.ts";
import { keyItemKey, policyItemKey } from "./item-keys.ts";

/**
 * Reads keys and their rules for the authorizer, in one strongly consistent query: one read unit
 * for every 4 KB of both.
 */
export function createReadKey(tableName: string, call: JsonCall): ReadKey {
  return async function readKey(keyId, deadline) {
    const { pk, sk } = keyItemKey(keyId);
    const input = {
      TableName: tableName,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: pk } },
      ConsistentRead: true,
    };
    const items = itemsOf(await call("Query", input, deadline));
    const hot = items.find((item) => item.sk === sk);
    if (!hot) return undefined;
    const record = parseKeyRecord(hot);
    const policy = items.find((item) => item.sk === policyItemKey(keyId).sk);
    // Rules that were taken away leave their item.
    const isInForce = policy !== undefined && record.policyVersion !== undefined;
    return { record, rules: isInForce ? parsePolicyItem(policy) : undefined };
  };
}

function itemsOf(answer: unknown): PlainItem[] {
  const { Items: items }: { readonly Items?: unknown } = Object(answer);
  if (!Array.isArray(items)) throw new CorruptItemError("Query answered without a list of items");
  return items.map(plainItem);
}

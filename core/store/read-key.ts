import type { ReadKey } from "../admission/admission.ts";
import type { JsonCall } from "../aws/json-service.ts";
import { CorruptItemError, parseKeyRecord } from "../key/key-record.ts";
import { plainItem } from "./attribute-value.ts";
import { keyItemKey } from "./item-keys.ts";

/** Reads key items for the authorizer, strongly consistent: one read unit each. */
export function createReadKey(tableName: string, call: JsonCall): ReadKey {
  return async function readKey(keyId, deadline) {
    const { pk, sk } = keyItemKey(keyId);
    const input = {
      TableName: tableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    };
    const answer = await call("GetItem", input, deadline);
    if (typeof answer !== "object" || answer === null) {
      throw new CorruptItemError("GetItem answered something else than an object");
    }
    const item = "Item" in answer ? answer.Item : undefined;
    return item === undefined ? undefined : parseKeyRecord(plainItem(item));
  };
}

import { type KeyRecord, type PlainItem, parseKeyRecord } from "../key/key-record.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { type ItemKey, keyItemKey } from "./item-keys.ts";
import { coldItemKey, parseKeyItems } from "./key-item.ts";
import type { TableClient } from "./table-client.ts";

const firstBackoffMs = 5;
const greatestBackoffMs = 100;

/** Reads the part of a key that requests are judged by, strongly consistent. */
export type ReadKeyRecord = (keyId: string) => Promise<KeyRecord | undefined>;

/** @throws (its function) CorruptItemError or NewerFormatError; as the table's client does */
export function createReadKeyRecord(client: TableClient, tableName: string): ReadKeyRecord {
  return async function readKeyRecord(keyId) {
    const Key = keyItemKey(keyId);
    const { Item } = await client.get({ TableName: tableName, Key, ConsistentRead: true });
    return Item && parseKeyRecord(Item);
  };
}

/**
 * Reads a key as it was at one moment, whosever it is: the hot item first, which tells where the
 * other is. If someone changes the key between the two reads, it is read again.
 *
 * @throws CorruptItemError or NewerFormatError; as the table's client does
 */
export async function readManagedKey(
  client: TableClient,
  tableName: string,
  keyId: string,
): Promise<ManagedKey | undefined> {
  const read = async (Key: ItemKey): Promise<PlainItem | undefined> =>
    (await client.get({ TableName: tableName, Key, ConsistentRead: true })).Item;

  for (let attempts = 0; ; attempts++) {
    const hot = await read(keyItemKey(keyId));
    if (!hot) return undefined;
    // Missing for an instant: the items of a transaction do not become visible at one moment.
    const cold = await read(coldItemKey(parseKeyRecord(hot)));
    const key = cold && parseKeyItems(hot, cold);
    if (key) return key;
    await client.backOff(Math.min(firstBackoffMs * 2 ** attempts, greatestBackoffMs));
  }
}

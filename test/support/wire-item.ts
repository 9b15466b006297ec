import type { KeyRecord, PlainItem } from "../../core/key/key-record.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import { coldItem, hotItem } from "../../core/store/key-item.ts";
import { withDetails } from "./keys.ts";

/** A key's item as the service sends it: DynamoDB's JSON, bytes in base64. */
export function hotItemOnTheWire(record: KeyRecord): Record<string, unknown> {
  return itemOnTheWire(hotItem(withDetails(record)));
}

/** The item that lists the key, likewise. */
export function coldItemOnTheWire(key: ManagedKey): Record<string, unknown> {
  return itemOnTheWire(coldItem(key));
}

export function itemOnTheWire(item: PlainItem): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, onTheWire(value)]));
}

function onTheWire(value: unknown): object {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString("base64") };
  if (value instanceof Set) return { SS: [...value] };
  if (Array.isArray(value)) return { L: value.map(onTheWire) };
  if (value === null) return { NULL: true };
  if (typeof value === "object") return { M: itemOnTheWire({ ...value }) };
  throw new Error(`no type of DynamoDB for a ${typeof value}`);
}

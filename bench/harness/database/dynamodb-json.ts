import type { PlainItem } from "../../../core/key/key-record.ts";
import type { AttributeValue } from "../../../core/store/update.ts";

type WireValue =
  | AttributeValue
  | { readonly L: readonly WireValue[] }
  | { readonly M: Readonly<Record<string, WireValue>> };

/** An item in DynamoDB's JSON; what `plainItem` of core/store reads back. */
export function dynamoDbItem(item: PlainItem): Record<string, WireValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toJson(value)]));
}

function toJson(value: unknown): WireValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return { L: value.map(toJson) };
  if (isPlainObject(value)) return { M: dynamoDbItem(value) };
  throw new TypeError(`no form in DynamoDB's JSON for a ${typeof value}`);
}

function isPlainObject(value: unknown): value is PlainItem {
  return typeof value === "object" && value?.constructor === Object;
}

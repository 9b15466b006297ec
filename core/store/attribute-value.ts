import { CorruptItemError, type PlainItem } from "../key/key-record.ts";

/**
 * Turns an item in DynamoDB's JSON into plain values, for the one function that has no SDK.
 * Numbers become JavaScript numbers; this product stores no greater ones. A value of a type that it
 * does not store becomes undefined: the reader of an attribute that it knows refuses that, and other
 * attributes are none of its business.
 *
 * @throws CorruptItemError on anything that is not an item
 */
export function plainItem(item: unknown): PlainItem {
  if (!isObject(item)) throw new CorruptItemError("not an item");
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) plain[name] = plainValue(value);
  return plain;
}

/** The same of one value. */
export function plainValue(value: unknown): unknown {
  const [entry] = isObject(value) ? Object.entries(value) : [];
  if (!entry) return undefined;
  const [type, content] = entry;
  switch (type) {
    case "S":
    case "BOOL":
      return content;
    case "N":
      // Number() would take nothing, or an empty list, for 0.
      return typeof content === "string" && content !== "" ? Number(content) : undefined;
    case "B":
      // A copy, since a short Buffer keeps the 8 KB alive that it was cut from.
      return new Uint8Array(Buffer.from(String(content), "base64"));
    case "L":
      return Array.isArray(content) ? content.map(plainValue) : undefined;
    case "M":
      return isObject(content) ? plainItem(content) : undefined;
    case "NULL":
      return null;
    default:
      return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

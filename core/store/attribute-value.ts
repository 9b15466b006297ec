import { CorruptItemError, type PlainItem } from "../key/key-record.ts";

/**
 * Turns an item in DynamoDB's JSON into plain values, for the one function that has no SDK.
 * Numbers become JavaScript numbers; this product stores no greater ones.
 *
 * @throws CorruptItemError on anything that is not an item of types that this product stores
 */
export function plainItem(item: unknown): PlainItem {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(asObject(item))) plain[name] = plainValue(value);
  return plain;
}

/** The same of one value. */
export function plainValue(value: unknown): unknown {
  const [entry] = Object.entries(asObject(value));
  if (!entry) throw new CorruptItemError("an attribute has no value");
  const [type, content] = entry;
  switch (type) {
    case "S":
    case "BOOL":
      return content;
    case "N":
      // Number() would take nothing, or an empty list, for 0.
      if (typeof content !== "string" || content === "") {
        throw new CorruptItemError("a number has no digits");
      }
      return Number(content);
    case "B":
      // A copy, since a short Buffer keeps the 8 KB alive that it was cut from.
      return new Uint8Array(Buffer.from(String(content), "base64"));
    case "L":
      return Array.isArray(content) ? content.map(plainValue) : undefined;
    case "NULL":
      return null;
    default:
      throw new CorruptItemError(`an attribute is of type ${type}`);
  }
}

function asObject(value: unknown): object {
  if (typeof value !== "object" || value === null) throw new CorruptItemError("not an item");
  return value;
}

import type { PlainItem } from "../../core/key/key-record.ts";

/**
 * How many bytes DynamoDB counts for an item, by "DynamoDB item sizes and formats" of its developer
 * guide (CapacityUnitCalculations). A write costs one unit for each 1,024 of them, begun or full.
 *
 * Numbers are counted as the guide's upper estimate: a byte for every two significant digits, begun
 * or full, and one more.
 */
export function itemSizeBytes(item: PlainItem): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueSizeBytes(value),
    0,
  );
}

function valueSizeBytes(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return Math.ceil(significantDigits(value) / 2) + 1;
  if (typeof value === "boolean" || value === null) return 1;
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, element) => sum + valueSizeBytes(element) + 1, 3);
  }
  throw new Error(`no size rule for a ${typeof value}`);
}

function significantDigits(value: number): number {
  return String(value).replace(/0+$/, "").length;
}

import { CorruptItemError, type PlainItem } from "../key/key-record.ts";
import { batchGet } from "./batch-get.ts";
import type { ItemKey } from "./item-keys.ts";
import type { Listed } from "./list-page.ts";
import type { TableClient } from "./table-client.ts";

/** How to find and read the item that a place in a list stands for. */
export interface ListedItem<T> {
  readonly keyAt: (place: string) => ItemKey;
  readonly parse: (item: PlainItem) => T;
  /** What `parse` needs, if not the whole item; `pk` and `sk` among it. */
  readonly attributes?: readonly string[];
}

const maximumRounds = 6;
const firstBackoffMs = 20;
const greatestBackoffMs = 200;

/**
 * Reads the items that places in a list stand for, strongly consistent, in the order of the places.
 *
 * A query and the reads after it are not one snapshot, and a transaction's items do not become
 * visible at one moment: for an instant something new can be listed before it can be read. So what
 * did not come is read again, after pauses with full jitter that take half a second at most. Nothing
 * listed is ever deleted, so what stays missing is a fault and not a shorter list.
 *
 * @throws CorruptItemError if a listed item stays missing or is malformed
 * @throws as the table's client does
 */
export async function readListed<T>(
  client: TableClient,
  tableName: string,
  places: readonly string[],
  { keyAt, parse, attributes }: ListedItem<T>,
): Promise<Listed<T>[]> {
  const found = new Map<string, T>();
  let missing = places.map(keyAt);
  for (let round = 0; missing.length > 0; round++) {
    if (round === maximumRounds) {
      throw new CorruptItemError(`listed, but missing: ${missing.map(nameOf).join(", ")}`);
    }
    if (round > 0) await client.backOff(backoffMs(round));
    for (const item of await batchGet(client, tableName, missing, attributes)) {
      found.set(nameOf(item), parse(item));
    }
    missing = missing.filter((key) => !found.has(nameOf(key)));
  }
  return places.flatMap((place) => {
    const entry = found.get(nameOf(keyAt(place)));
    return entry === undefined ? [] : [{ place, entry }];
  });
}

function nameOf({ pk, sk }: { readonly pk?: unknown; readonly sk?: unknown }): string {
  return `${pk} ${sk}`;
}

function backoffMs(round: number): number {
  return Math.min(firstBackoffMs * 2 ** (round - 1), greatestBackoffMs);
}

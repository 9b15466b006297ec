import { CorruptItemError, type KeyRecord, parseKeyRecord } from "../domain/key-record.ts";
import { batchGet } from "./batch-get.ts";
import { keyIdOfPointer, keyItemKey, listOfKeys } from "./item-keys.ts";
import { type Page, pageOf, readPage } from "./list-page.ts";
import type { TableClient } from "./table-client.ts";

export interface KeyQuery {
  readonly accountId: string;
  /** At most so many keys: 1 to 100. */
  readonly limit: number;
  /** Only keys whose `isActive` is this. */
  readonly isActive?: boolean | undefined;
  /** Go on after this place, which an earlier page gave. */
  readonly after?: string | undefined;
}

/** As many records as DynamoDB gives in one call. */
const greatestBatch = 100;

export type ListKeys = (query: KeyQuery) => Promise<Page<KeyRecord>>;

/**
 * Lists an account's keys, newest first, as they are now: pointers and records are both read
 * consistently, so what was just written is there.
 *
 * @throws where the table is out of reach
 */
export function createListKeys(client: TableClient, tableName: string): ListKeys {
  return async function listKeys({ accountId, limit, isActive, after }) {
    const wanted = limit + 1;
    // Behind a filter most of what is read may not count, so as much as possible is read at once.
    const batch = isActive === undefined ? wanted : greatestBatch;
    const found: { place: string; entry: KeyRecord }[] = [];
    let place = after;
    for (let isMore = true; isMore && found.length < wanted; ) {
      const query = { limit: batch, order: "descending", after: place } as const;
      const pointers = await readPage(client, tableName, listOfKeys(accountId), query);
      const places = pointers.map(({ sk }) => String(sk));
      for (const entry of await recordsAt(places)) {
        if (isActive === undefined || entry.record.isActive === isActive) {
          found.push({ place: entry.place, entry: entry.record });
        }
      }
      isMore = places.length === batch;
      place = places.at(-1);
    }
    return pageOf(found, limit);
  };

  async function recordsAt(places: readonly string[]) {
    const records = await recordsOf(places.map(keyIdOfPointer));
    return places.map((place) => {
      const record = records.get(keyIdOfPointer(place));
      if (!record) throw new CorruptItemError("a key is listed that does not exist");
      return { place, record };
    });
  }

  /**
   * A query and the reads after it are not one snapshot, and a transaction's items do not become
   * visible at one moment: for an instant a new key can be listed before its record can be read.
   */
  async function recordsOf(ids: readonly string[]): Promise<Map<string, KeyRecord>> {
    const records = new Map<string, KeyRecord>();
    for (let round = 1; round <= maximumRounds && records.size < ids.length; round++) {
      if (round > 1) await client.backOff(pauseMs);
      const missing = ids.filter((id) => !records.has(id));
      const items = await batchGet(client, tableName, missing.map(keyItemKey));
      for (const record of items.map(parseKeyRecord)) records.set(record.id, record);
    }
    return records;
  }
}

const maximumRounds = 4;
const pauseMs = 50;

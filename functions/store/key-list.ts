import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { type KeyRecord, parseKeyRecord } from "../domain/key-record.ts";
import { keyIdOfPointer, keyItemKey, listOfKeys } from "./item-keys.ts";
import { type Listed, type Page, pageOf, readPage } from "./list-page.ts";
import { type ListedItem, readListed } from "./read-listed.ts";

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

const listedKey: ListedItem<KeyRecord> = {
  keyAt: (place) => keyItemKey(keyIdOfPointer(place)),
  parse: parseKeyRecord,
};

export type ListKeys = (query: KeyQuery) => Promise<Page<KeyRecord>>;

/**
 * Lists an account's keys, newest first, as they are now: pointers and records are both read
 * consistently, so what was just written is there.
 *
 * @throws where the table is out of reach
 */
export function createListKeys(client: DynamoDBDocumentClient, tableName: string): ListKeys {
  return async function listKeys({ accountId, limit, isActive, after }) {
    const wanted = limit + 1;
    // Behind a filter most of what is read may not count, so as much as possible is read at once.
    const batch = isActive === undefined ? wanted : greatestBatch;
    const found: Listed<KeyRecord>[] = [];
    let place = after;
    for (let isMore = true; isMore && found.length < wanted; ) {
      const query = { limit: batch, order: "descending", after: place } as const;
      const pointers = await readPage(client, tableName, listOfKeys(accountId), query);
      const places = pointers.map(({ sk }) => String(sk));
      const listed = await readListed(client, tableName, places, listedKey);
      found.push(
        ...listed.filter(({ entry }) => isActive === undefined || entry.isActive === isActive),
      );
      isMore = places.length === batch;
      place = places.at(-1);
    }
    return pageOf(found, limit);
  };
}

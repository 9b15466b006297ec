import type { AccountRecord } from "../account/account-record.ts";
import { type KeyRecord, parseKeyRecord, parseUsage, usageAttributes } from "../key/key-record.ts";
import type { UsageRecord } from "../key/usage.ts";
import {
  keyIdOfPointer,
  keyItemKey,
  keyPointerKey,
  listOfKeys,
  listOfRevokedKeys,
  revokedKeyKey,
} from "./item-keys.ts";
import { type Listed, type Page, pageOf, readPage } from "./list-page.ts";
import { type ListedItem, readListed } from "./read-listed.ts";
import type { TableClient } from "./table-client.ts";

/** An account as it was read for this request, so that its active keys are known. */
export type KeyOwner = Pick<AccountRecord, "id" | "activeKeyIds">;

export interface KeyQuery {
  readonly account: KeyOwner;
  /** At most so many keys: 1 to 100. */
  readonly limit: number;
  /** Only keys whose `isActive` is this. */
  readonly isActive?: boolean | undefined;
  /** Go on after this place, which an earlier page gave. */
  readonly after?: string | undefined;
}

export type ListKeys = (query: KeyQuery) => Promise<Page<KeyRecord>>;

/**
 * Lists an account's keys, newest first, as they are now: pointers and records are both read
 * consistently, so what was just written is there. Keys that may be used are read by their ids,
 * however many were revoked.
 *
 * @throws where the table is out of reach
 */
export function createListKeys(client: TableClient, tableName: string): ListKeys {
  return async function listKeys(query) {
    const found = query.isActive ? await activeKeys(query) : await pointedKeys(query);
    return pageOf(found, query.limit);
  };

  async function activeKeys({ account, after }: KeyQuery): Promise<Listed<KeyRecord>[]> {
    const keys = await readListed(client, tableName, account.activeKeyIds, keyById);
    return keys
      .filter(({ entry }) => entry.isActive)
      .map(({ entry }) => ({ place: placeOf(entry), entry }))
      .filter(({ place }) => after === undefined || place < after)
      .sort((one, other) => (one.place < other.place ? 1 : -1));
  }

  /** At least one more than the limit, where there are so many. */
  async function pointedKeys({ account, limit, isActive, after }: KeyQuery) {
    const wanted = limit + 1;
    // Of what is read so many keys may not count, since they are active.
    const batch = wanted + (isActive === undefined ? 0 : account.activeKeyIds.length);
    const found: Listed<KeyRecord>[] = [];
    let place = after;
    for (let isMore = true; isMore && found.length < wanted; ) {
      const query = { limit: batch, order: "descending", after: place } as const;
      const pointers = await readPage(client, tableName, listOfKeys(account.id), query);
      const places = pointers.map(({ sk }) => String(sk));
      const keys = await readListed(client, tableName, places, keyAtPointer);
      found.push(...keys.filter(({ entry }) => isActive === undefined || !entry.isActive));
      isMore = places.length === batch;
      place = places.at(-1);
    }
    return found;
  }
}

/** The keys that an account may have used since a time. */
export interface KeysInUse {
  /** Those that are not revoked, and the one that was asked for. */
  readonly keys: readonly KeyRecord[];
  /** Of the other keys that were revoked since then, the use alone. */
  readonly revoked: readonly UsageRecord[];
}

/** @param keyId a key to read in any case: it may have been revoked a moment ago */
export type ReadKeysSince = (
  account: KeyOwner,
  keyId: string,
  sinceEpochSeconds: number,
) => Promise<KeysInUse>;

/**
 * Reads only these keys, however many were revoked before.
 *
 * @throws where the table is out of reach
 */
export function createReadKeysSince(client: TableClient, tableName: string): ReadKeysSince {
  return async function readKeysSince({ id, activeKeyIds }, keyId, sinceEpochSeconds) {
    // After the account was read, so that a key revoked meanwhile is among the one or the other.
    const revoked = await readPage(client, tableName, listOfRevokedKeys(id), {
      limit: Number.POSITIVE_INFINITY,
      order: "ascending",
      after: revokedKeyKey(id, sinceEpochSeconds, "").sk,
    });
    const ids = new Set([...activeKeyIds, keyId]);
    const revokedIds = revoked.map(({ sk }) => keyIdOfPointer(String(sk)));
    const others = [...new Set(revokedIds)].filter((revokedId) => !ids.has(revokedId));
    const [keys, usage] = await Promise.all([
      readListed(client, tableName, [...ids], keyById),
      readListed(client, tableName, others, usageById),
    ]);
    return { keys: keys.map(({ entry }) => entry), revoked: usage.map(({ entry }) => entry) };
  };
}

const keyById: ListedItem<KeyRecord> = { keyAt: keyItemKey, parse: parseKeyRecord };
/** Of hundreds of keys the whole records would take more time to parse than the caller waits. */
const usageById: ListedItem<UsageRecord> = {
  keyAt: keyItemKey,
  parse: parseUsage,
  attributes: ["pk", ...usageAttributes],
};
const keyAtPointer: ListedItem<KeyRecord> = {
  keyAt: (place) => keyItemKey(keyIdOfPointer(place)),
  parse: parseKeyRecord,
};

function placeOf({ accountId, createdAtEpochMs, id }: KeyRecord): string {
  return keyPointerKey(accountId, createdAtEpochMs, id).sk;
}

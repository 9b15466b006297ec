import type { AccountRecord } from "../account/account-record.ts";
import {
  CorruptItemError,
  type PlainItem,
  parseKeyRecord,
  parseUsage,
  usageAttributes,
} from "../key/key-record.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import type { UsageRecord } from "../key/usage.ts";
import {
  keyIdOfPointer,
  keyItemKey,
  listOfKeys,
  listOfRevokedKeys,
  revokedKeyKey,
} from "./item-keys.ts";
import { coldItemKey, parseKeyItems } from "./key-item.ts";
import { type Listed, type Page, pageOf, readPage } from "./list-page.ts";
import { type ListedItem, readListed } from "./read-listed.ts";
import { readManagedKey } from "./read-managed-key.ts";
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

export type ListKeys = (query: KeyQuery) => Promise<Page<ManagedKey>>;

/**
 * Lists an account's keys, newest first, as they are now: both items of each are read consistently,
 * so what was just written is there. Keys that may be used are read by their ids, however many were
 * revoked.
 *
 * @throws where the table is out of reach
 */
export function createListKeys(client: TableClient, tableName: string): ListKeys {
  return async function listKeys(query) {
    const found = query.isActive ? await activeKeys(query) : await pointedKeys(query);
    return pageOf(found, query.limit);
  };

  async function activeKeys({ account, after }: KeyQuery): Promise<Listed<ManagedKey>[]> {
    const hot = await readListed(client, tableName, account.activeKeyIds, hotById);
    const wanted = hot.filter(({ entry }) => parseKeyRecord(entry).isActive);
    const items = wanted.map(({ entry }) => entry);
    const keys = await withDetails(client, tableName, items);
    return keys
      .filter(({ isActive }) => isActive)
      .map((entry) => ({ place: coldItemKey(entry).sk, entry }))
      .filter(({ place }) => after === undefined || place < after)
      .sort((one, other) => (one.place < other.place ? 1 : -1));
  }

  /** At least one more than the limit, where there are so many. */
  async function pointedKeys({ account, limit, isActive, after }: KeyQuery) {
    const wanted = limit + 1;
    // Of what is read so many keys may not count, since they are active.
    const batch = wanted + (isActive === undefined ? 0 : account.activeKeyIds.length);
    const found: Listed<ManagedKey>[] = [];
    let place = after;
    for (let isMore = true; isMore && found.length < wanted; ) {
      const query = { limit: batch, order: "descending", after: place } as const;
      const cold = await readPage(client, tableName, listOfKeys(account.id), query);
      const keys = await withHotItems(cold);
      found.push(...keys.filter(({ entry }) => isActive === undefined || !entry.isActive));
      isMore = cold.length === batch;
      place = keys.at(-1)?.place;
    }
    return found;
  }

  async function withHotItems(cold: readonly PlainItem[]): Promise<Listed<ManagedKey>[]> {
    const ids = cold.map(({ sk }) => keyIdOfPointer(String(sk)));
    const hot = await readListed(client, tableName, ids, hotById);
    return Promise.all(
      hot.map(async ({ place: id, entry }, index) => ({
        place: String(cold[index]?.sk),
        entry: await joined(client, tableName, id, entry, cold[index]),
      })),
    );
  }
}

/** Whole keys of one account, by their hot items. */
async function withDetails(
  client: TableClient,
  tableName: string,
  hot: readonly PlainItem[],
): Promise<ManagedKey[]> {
  const found = hot.map((item) => ({ item, record: parseKeyRecord(item) }));
  const [owner] = found;
  if (!owner) return [];
  const { pk } = coldItemKey(owner.record);
  const cold = await readListed(
    client,
    tableName,
    found.map(({ record }) => coldItemKey(record).sk),
    { keyAt: (sk) => ({ pk, sk }), parse: (item) => item },
  );
  return Promise.all(
    found.map(({ item, record }, index) =>
      joined(client, tableName, record.id, item, cold[index]?.entry),
    ),
  );
}

/** A key by its two items; read again where someone has changed it between the reads of these. */
async function joined(
  client: TableClient,
  tableName: string,
  id: string,
  hot: PlainItem,
  cold: PlainItem | undefined,
): Promise<ManagedKey> {
  const key = (cold && parseKeyItems(hot, cold)) ?? (await readManagedKey(client, tableName, id));
  if (!key) throw new CorruptItemError(`listed, but missing: key ${id}`);
  return key;
}

/** The keys that an account may have used since a time. */
export interface KeysInUse {
  /** The one that was asked for. */
  readonly key: ManagedKey | undefined;
  /** The use of the keys that are not revoked and of the one that was asked for. */
  readonly keys: readonly UsageRecord[];
  /** The use of the other keys that were revoked since then. */
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
      readListed(client, tableName, [...ids], hotById),
      readListed(client, tableName, others, usageById),
    ]);
    const asked = keys.filter(({ place }) => place === keyId).map(({ entry }) => entry);
    const [key] = await withDetails(client, tableName, asked);
    return {
      key,
      keys: keys.map(({ entry }) => parseUsage(entry)),
      revoked: usage.map(({ entry }) => entry),
    };
  };
}

const hotById: ListedItem<PlainItem> = { keyAt: keyItemKey, parse: (item) => item };
/** Parsing the whole records of hundreds of keys would take longer than the caller waits. */
const usageById: ListedItem<UsageRecord> = {
  keyAt: keyItemKey,
  parse: parseUsage,
  attributes: ["pk", "sk", ...usageAttributes],
};

import { BatchGetCommand, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { AccountRecord } from "../../core/account/account-record.ts";
import type { AuditEvent } from "../../core/event/audit-event.ts";
import type { PlainItem } from "../../core/key/key-record.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import { parseAccountItem } from "../../core/store/account-item.ts";
import { parseEventItem } from "../../core/store/event-item.ts";
import {
  accountItemKey,
  accountPointerKey,
  keyIdOfPointer,
  keyItemKey,
  keyPointerKey,
  revokedKeyKey,
} from "../../core/store/item-keys.ts";
import { parseKeyItems } from "../../core/store/key-item.ts";
import type { TestTable } from "./table.ts";
import { accountTrailFaults, keyTrailFaults } from "./trail-faults.ts";

type Readable = Pick<TestTable, "client" | "name">;

/**
 * What is half done about an account: everything that its items, its keys' items and its audit
 * trail say of one another must agree, whatever was interrupted.
 *
 * @returns a sentence for each disagreement
 */
export async function accountFaults(table: Readable, accountId: string): Promise<string[]> {
  const items = await partition(table, accountItemKey(accountId).pk);
  const accountItem = items.find(({ sk }) => sk === accountItemKey(accountId).sk);
  const pointerKey = accountPointerKey(accountId);
  const isListed = (await get(table, pointerKey)) !== undefined;
  if (!accountItem) {
    return [
      ...(items.length > 0 ? ["an account's items exist without the account"] : []),
      ...(isListed ? ["an account is listed that does not exist"] : []),
    ];
  }
  const account = parseAccountItem(accountItem);
  const places = items.map(({ sk }) => String(sk)).filter((sk) => sk.startsWith("KEY#"));
  const keys = await recordsOf(
    table,
    items.filter(({ sk }) => String(sk).startsWith("KEY#")),
  );
  const events = items.filter(({ sk }) => String(sk).startsWith("EVENT#")).map(parseEventItem);
  return [
    ...(isListed ? [] : ["the account is not listed"]),
    ...keyFaults(account, keys, places),
    ...revokedFaults(account, keys, items),
    ...trailFaults(account, keys, events),
    ...replayFaults(keys, items),
  ];
}

function keyFaults(
  account: AccountRecord,
  keys: ReadonlyMap<string, ManagedKey>,
  places: readonly string[],
): string[] {
  const records = [...keys.values()];
  const expected = records.map((key) => keyPointerKey(account.id, key.createdAtEpochMs, key.id).sk);
  const live = records.filter(({ revokedAt }) => revokedAt === undefined);
  const active = new Set(account.activeKeyIds);
  return [
    ...(isSameSet(places, expected) ? [] : ["the account's list and its keys differ"]),
    ...(isSameSet(
      active,
      live.map(({ id }) => id),
    )
      ? []
      : ["active_key_ids are not the keys that are not revoked"]),
    ...records.filter((key) => key.accountId !== account.id).map(() => "a key is another's"),
    ...live
      .filter((key) => key.plan !== account.plan)
      .map((key) => `key ${key.id} is on plan ${key.plan}, its account on ${account.plan}`),
    ...records
      .filter((key) => key.revokedAt !== undefined && (key.isActive || key.previous))
      .map((key) => `key ${key.id} is revoked and yet active or in grace`),
  ];
}

function revokedFaults(
  account: AccountRecord,
  keys: ReadonlyMap<string, ManagedKey>,
  items: readonly PlainItem[],
): string[] {
  const listed = items.map(({ sk }) => String(sk)).filter((sk) => sk.startsWith("REVOKED#"));
  const expected = [...keys.values()].flatMap(({ id, revokedAt }) =>
    revokedAt === undefined ? [] : [revokedKeyKey(account.id, revokedAt, id).sk],
  );
  return isSameSet(listed, expected) ? [] : ["the revoked keys and their list differ"];
}

function trailFaults(
  account: AccountRecord,
  keys: ReadonlyMap<string, ManagedKey>,
  events: readonly AuditEvent[],
): string[] {
  const ofUnknown = events.filter(({ keyId }) => keyId !== undefined && !keys.has(keyId));
  return [
    ...ofUnknown.map(({ action }) => `there is an event ${action} of a key that does not exist`),
    ...accountTrailFaults(account, events),
    ...[...keys.values()].flatMap((key) => keyTrailFaults(key, events)),
  ];
}

/** What is remembered of a request must be of one that was done. */
function replayFaults(
  keys: ReadonlyMap<string, ManagedKey>,
  items: readonly PlainItem[],
): string[] {
  return items
    .filter(({ sk }) => String(sk).startsWith("IDEMPOTENCY#"))
    .filter(({ key_id }) => !keys.has(String(key_id)))
    .map(({ sk }) => `${sk} tells of a key that does not exist`);
}

function isSameSet(one: Iterable<string>, other: Iterable<string>): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}

async function recordsOf(
  { client, name }: Readable,
  cold: readonly PlainItem[],
): Promise<ReadonlyMap<string, ManagedKey>> {
  const records = new Map<string, ManagedKey>();
  const coldOf = new Map(cold.map((item) => [keyIdOfPointer(String(item.sk)), item]));
  const ids = [...coldOf.keys()];
  for (let from = 0; from < ids.length; from += 100) {
    const Keys = ids.slice(from, from + 100).map((id) => ({ ...keyItemKey(id) }));
    const RequestItems = { [name]: { Keys, ConsistentRead: true } };
    const { Responses } = await client.send(new BatchGetCommand({ RequestItems }));
    for (const item of Responses?.[name] ?? []) {
      const record = parseKeyItems(item, coldOf.get(String(item.key_id)) ?? {});
      if (!record) throw new Error("the two items of a key are of different versions");
      records.set(record.id, record);
    }
  }
  return records;
}

async function partition({ client, name }: Readable, pk: string): Promise<PlainItem[]> {
  const items: PlainItem[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": pk },
        ConsistentRead: true,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

async function get(
  { client, name }: Readable,
  Key: { pk: string; sk: string },
): Promise<PlainItem | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key, ConsistentRead: true }),
  );
  return Item;
}

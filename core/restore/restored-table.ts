import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import type { AccountRecord } from "../account/account-record.ts";
import { type AuditEvent, expiringAction } from "../event/audit-event.ts";
import type { PlainItem } from "../key/key-record.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { putInOrderAction } from "../store/account-writes.ts";
import { type AccountChange, createAccounts } from "../store/accounts.ts";
import { openTranslation } from "../store/document-client.ts";
import { defaultRetentionDays, newEventItem, parseEventItem } from "../store/event-item.ts";
import {
  accountIdOfPointer,
  eventItemKey,
  listOfAccounts,
  listOfEvents,
} from "../store/item-keys.ts";
import { createKeys, type KeyChange } from "../store/keys.ts";
import { readPage } from "../store/list-page.ts";
import { retryOnConflict } from "../store/retry-on-conflict.ts";
import { createTableClient, type TableClient } from "../store/table-client.ts";
import { transact } from "../store/transaction.ts";
import { withDeadline } from "../time/deadline.ts";

/** An event of the trail; with its item, if it comes from a table, which is copied as it is. */
export interface StoredEvent {
  readonly event: AuditEvent;
  readonly item?: PlainItem;
}

/** The table that events come from, or the one that they are replayed onto. */
export interface TrailTable {
  accountIds(): Promise<readonly string[]>;
  /** The changes of an account from that time on, oldest first; notices change nothing and are left out. */
  trail(accountId: string, fromEpochMs: number): Promise<readonly StoredEvent[]>;
}

export interface RestoredTable extends TrailTable {
  account(accountId: string): Promise<AccountRecord | undefined>;
  key(accountId: string, keyId: string): Promise<ManagedKey | undefined>;
  /** Adds events to the trail that are not there, oldest first, each later than the one before. */
  copy(accountId: string, events: readonly StoredEvent[], retentionDays: number): Promise<void>;
  putAccount(
    accountId: string,
    decide: (before: AccountRecord | undefined, atEpochMs: number) => AccountChange,
    retentionDays: number,
  ): Promise<void>;
  changeKey(
    accountId: string,
    keyId: string,
    decide: (before: ManagedKey, atEpochMs: number) => KeyChange,
    retentionDays: number,
  ): Promise<void>;
}

/** @param client its own retries must be off */
export function documentClientOn(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, openTranslation);
}

/** For one read or change with all of its retries. */
const budgetMs = 30_000;
const attemptTimeoutMs = 10_000;
/** "Up to 100 distinct items": the events, and the account. Each event may have some KB, of 4 MB. */
const mostEvents = 50;

/** @throws (each of its functions) as the table's client does */
export function openTable(client: DynamoDBDocumentClient, tableName: string): RestoredTable {
  const within = <T>(act: (table: TableClient) => Promise<T>) =>
    withDeadline(budgetMs, undefined, (deadline) =>
      act(createTableClient(client, deadline, { attemptTimeoutMs, random: Math.random })),
    );
  const accountsOf = (table: TableClient, retentionDays?: number) =>
    createAccounts(table, tableName, Date.now, retentionDays);
  const keysOf = (table: TableClient, retentionDays?: number) =>
    createKeys(table, tableName, accountsOf(table), Date.now, retentionDays);
  const every = { limit: Number.POSITIVE_INFINITY, order: "ascending" } as const;

  async function copyBatch(
    accountId: string,
    batch: readonly StoredEvent[],
    retentionDays: number,
  ): Promise<void> {
    await within((table) =>
      retryOnConflict(table, async () => {
        const account = await accountsOf(table).get(accountId);
        const items = inOrderAfter(account?.lastEventAtEpochMs ?? 0, batch, retentionDays);
        const last = Number(items.at(-1)?.at_ms);
        const outcome = await transact(table, [
          ...items.map((Item) => ({ Put: { TableName: tableName, Item } })),
          ...(account ? [putInOrderAction(tableName, accountId, last)] : []),
        ]);
        return outcome === "done" ? outcome : undefined;
      }),
    );
  }

  return {
    accountIds: () =>
      within(async (table) => {
        const items = await readPage(table, tableName, listOfAccounts(), every);
        return items.map(({ sk }) => accountIdOfPointer(String(sk)));
      }),
    trail: (accountId, fromEpochMs) =>
      within(async (table) => {
        // The least id of that time.
        const after = eventItemKey(
          accountId,
          ulid(fromEpochMs, () => 0),
        ).sk;
        const list = listOfEvents(accountId);
        const items = await readPage(table, tableName, list, { ...every, after });
        return changesOf(items.map((item) => ({ event: parseEventItem(item), item })));
      }),
    account: (accountId) => within((table) => accountsOf(table).get(accountId)),
    key: (accountId, keyId) => within((table) => keysOf(table).get(accountId, keyId)),
    async copy(accountId, events, retentionDays) {
      for (let start = 0; start < events.length; start += mostEvents) {
        await copyBatch(accountId, events.slice(start, start + mostEvents), retentionDays);
      }
    },
    putAccount: (accountId, decide, retentionDays) =>
      within(async (table) => {
        await accountsOf(table, retentionDays).put(accountId, decide);
      }),
    changeKey: (accountId, keyId, decide, retentionDays) =>
      within(async (table) => {
        await keysOf(table, retentionDays).change(accountId, keyId, decide);
      }),
  };
}

/**
 * The items of events that come after the account's last one. One that does is copied as it is. One that
 * does not keeps its id and gets the next time, since `sequence` only increases.
 */
function inOrderAfter(
  lastEpochMs: number,
  events: readonly StoredEvent[],
  retentionDays: number,
): readonly PlainItem[] {
  let last = lastEpochMs;
  return events.map(({ event, item = newEventItem(event, retentionDays) }) => {
    const isLater = event.atEpochMs > last;
    last = isLater ? event.atEpochMs : last + 1;
    if (isLater) return item;
    return { ...item, ...eventItemKey(event.accountId, ulid(last)), at_ms: last };
  });
}

/** The changes among events, in their order. */
export function changesOf(events: readonly StoredEvent[]): readonly StoredEvent[] {
  return events
    .filter(({ event }) => event.action !== expiringAction)
    .sort((one, other) => one.event.atEpochMs - other.event.atEpochMs);
}

const secondsPerDay = 86_400;

/** For how many days this deployment keeps events, as the latest of them says. */
export function retentionDaysOf(events: readonly StoredEvent[]): number {
  const { event, item } = events.at(-1) ?? {};
  if (!event || typeof item?.ttl !== "number") return defaultRetentionDays;
  return Math.max(1, Math.round((item.ttl - event.atEpochMs / 1000) / secondsPerDay));
}

import type { AccountRecord } from "../account/account-record.ts";
import { type AuditEvent, nextEventTime } from "../event/audit-event.ts";
import { parseAccountItem } from "./account-item.ts";
import { changeAccountActions, createAccountActions } from "./account-writes.ts";
import { recordEventAction } from "./event-writes.ts";
import { accountIdOfPointer, accountItemKey, listOfAccounts, listOfContact } from "./item-keys.ts";
import { type Page, pageOf, readPage } from "./list-page.ts";
import { type ListedItem, readListed } from "./read-listed.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import type { TableClient } from "./table-client.ts";
import { transact } from "./transaction.ts";

/** The account after the change, and its event; undefined if nothing changes. */
export interface AccountChange {
  readonly after: AccountRecord;
  readonly event: AuditEvent | undefined;
}

export interface PutOutcome {
  readonly account: AccountRecord;
  readonly isNew: boolean;
}

export interface Accounts {
  /** Strongly consistent. */
  get(accountId: string): Promise<AccountRecord | undefined>;
  /**
   * Creates an account, or changes it and, with its plan or suspension, every key it has.
   *
   * @param decide is asked anew whenever someone else was faster, each time with a time that is later
   *   than the account's last event; undefined if there is none and none is to be created
   * @returns undefined if that was decided
   */
  put(
    accountId: string,
    decide: (before: AccountRecord | undefined, atEpochMs: number) => AccountChange | undefined,
  ): Promise<PutOutcome | undefined>;
  /** Lists accounts by id. */
  list(query: AccountQuery): Promise<Page<AccountRecord>>;
}

export interface AccountQuery {
  readonly limit: number;
  readonly after?: string | undefined;
  /** Only accounts with this contact address, in any case. */
  readonly contactEmail?: string | undefined;
  /** Only accounts whose id begins like this. */
  readonly idPrefix?: string | undefined;
}

const listedAccount: ListedItem<AccountRecord> = {
  keyAt: (place) => accountItemKey(accountIdOfPointer(place)),
  parse: parseAccountItem,
};

/** @throws (each of its functions) as the table's client does */
export function createAccounts(
  client: TableClient,
  tableName: string,
  nowEpochMs: () => number,
  retentionDays?: number,
): Accounts {
  async function get(accountId: string): Promise<AccountRecord | undefined> {
    const Key = accountItemKey(accountId);
    const { Item } = await client.get({ TableName: tableName, Key, ConsistentRead: true });
    return Item && parseAccountItem(Item);
  }

  async function put(
    accountId: string,
    decide: (before: AccountRecord | undefined, atEpochMs: number) => AccountChange | undefined,
  ): Promise<PutOutcome | undefined> {
    const outcome = await retryOnConflict<PutOutcome | "undecided">(client, async () => {
      const before = await get(accountId);
      const atEpochMs = nextEventTime(nowEpochMs(), before?.lastEventAtEpochMs ?? 0);
      const decided = decide(before, atEpochMs);
      if (!decided) return "undecided";
      const { after, event } = decided;
      if (!event) return { account: after, isNew: false };
      const actions = before
        ? changeAccountActions(tableName, before, after)
        : createAccountActions(tableName, after);
      const outcome = await transact(client, [
        ...actions,
        recordEventAction(tableName, event, retentionDays),
      ]);
      return outcome === "done" ? { account: after, isNew: !before } : undefined;
    });
    return outcome === "undecided" ? undefined : outcome;
  }

  async function list({ limit, after, contactEmail, idPrefix }: AccountQuery) {
    const query = { limit: limit + 1, order: "ascending", after } as const;
    const wanted =
      contactEmail === undefined ? listOfAccounts(idPrefix) : listOfContact(contactEmail, idPrefix);
    const pointers = await readPage(client, tableName, wanted, query);
    const places = pointers.map(({ sk }) => String(sk));
    const found = await readListed(client, tableName, places, listedAccount);
    return pageOf(found, limit);
  }

  return { get, put, list };
}

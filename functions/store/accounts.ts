import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { AccountRecord } from "../domain/account-record.ts";
import type { AuditEvent } from "../domain/audit-event.ts";
import { parseAccountItem } from "./account-item.ts";
import { changeAccountActions, createAccountActions } from "./account-writes.ts";
import { untilUndisturbed } from "./attempts.ts";
import { recordEventAction } from "./event-writes.ts";
import { accountIdOfPointer, accountItemKey, listOfAccounts } from "./item-keys.ts";
import { type Page, pageOf, readPage } from "./list-page.ts";
import { type ListedItem, readListed } from "./read-listed.ts";
import { transact } from "./transaction.ts";

/** What an account is to become, and the event that tells of it; undefined where nothing changes. */
export interface AccountChange {
  readonly after: AccountRecord;
  readonly event: AuditEvent | undefined;
}

export interface Accounts {
  /** Strongly consistent. */
  get(accountId: string): Promise<AccountRecord | undefined>;
  /**
   * Creates an account, or changes it and, with its plan, every key it has.
   *
   * @param decide is asked anew whenever someone else was faster
   */
  put(
    accountId: string,
    decide: (before: AccountRecord | undefined) => AccountChange,
  ): Promise<{ readonly account: AccountRecord; readonly isNew: boolean }>;
  /** All accounts by id. */
  list(query: { limit: number; after?: string | undefined }): Promise<Page<AccountRecord>>;
}

const listedAccount: ListedItem<AccountRecord> = {
  keyAt: (place) => accountItemKey(accountIdOfPointer(place)),
  parse: parseAccountItem,
};

/** @throws (each of its functions) where the table is out of reach, and BusyError */
export function createAccounts(
  client: DynamoDBDocumentClient,
  tableName: string,
  retentionDays?: number,
): Accounts {
  async function get(accountId: string): Promise<AccountRecord | undefined> {
    const Key = accountItemKey(accountId);
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key, ConsistentRead: true }),
    );
    return Item && parseAccountItem(Item);
  }

  async function put(
    accountId: string,
    decide: (before: AccountRecord | undefined) => AccountChange,
  ) {
    return untilUndisturbed(async () => {
      const before = await get(accountId);
      const { after, event } = decide(before);
      if (!event) return { account: after, isNew: false };
      const actions = before
        ? changeAccountActions(tableName, before, after)
        : createAccountActions(tableName, after);
      const outcome = await transact(client, [
        ...actions,
        recordEventAction(tableName, event, retentionDays),
      ]);
      return outcome === "done" ? { account: after, isNew: !before } : undefined;
    }, Math.random);
  }

  async function list({ limit, after }: { limit: number; after?: string | undefined }) {
    const query = { limit: limit + 1, order: "ascending", after } as const;
    const pointers = await readPage(client, tableName, listOfAccounts(), query);
    const places = pointers.map(({ sk }) => String(sk));
    const found = await readListed(client, tableName, places, listedAccount);
    return pageOf(found, limit);
  }

  return { get, put, list };
}

import { describe, expect, it } from "@jest/globals";
import { CorruptItemError, type PlainItem } from "../../../../core/key/key-record.ts";
import { createAccounts } from "../../../../core/store/accounts.ts";
import { accountItemKey, keyItemKey } from "../../../../core/store/item-keys.ts";
import { createListKeys } from "../../../../core/store/key-list.ts";
import { Deadline } from "../../../../core/time/deadline.ts";
import { TestClock } from "../../../support/deadlines.ts";
import { fakeDynamoDb, ok, type ReceivedCall } from "../../../support/fake-dynamodb.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
import { tableClient } from "../../../support/table-client.ts";
import { coldItemOnTheWire, hotItemOnTheWire } from "../../../support/wire-item.ts";

const records = ["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"].map(
  (id) => newKey(newKeyring(), { id }).record,
);
const accountIds = ["acct_1", "acct_2", "acct_3"];

const lists = {
  "an account's keys": {
    listed: records.map(coldItemOnTheWire),
    items: records.map((record) => ({ ...hotItemOnTheWire(record) })),
    idsOf: async ({ client }: ReturnType<typeof fakeDynamoDb>) => {
      const list = createListKeys(tableClient(client), "table");
      const { entries, next } = await list({
        account: { id: "acct_1", activeKeyIds: [] },
        limit: 20,
      });
      return [entries.map(({ id }) => id), next];
    },
    ids: records.map(({ id }) => id),
    pk: keyItemKey("BBBBBBBB").pk,
  },
  "all accounts": {
    listed: accountIds.map((id) => ({ sk: { S: `ACCOUNT#${id}` } })),
    items: accountIds.map(accountOnTheWire),
    idsOf: async ({ client }: ReturnType<typeof fakeDynamoDb>) => {
      const { entries, next } = await createAccounts(tableClient(client), "table", Date.now).list({
        limit: 20,
      });
      return [entries.map(({ id }) => id), next];
    },
    ids: accountIds,
    pk: accountItemKey("acct_2").pk,
  },
};

function accountOnTheWire(id: string): PlainItem {
  const { pk, sk } = accountItemKey(id);
  return {
    pk: { S: pk },
    sk: { S: sk },
    account_id: { S: id },
    plan: { S: "agency" },
    max_active_keys: { N: "25" },
    version: { N: "1" },
    created_at: { N: "1800000000" },
    updated_at: { N: "1800000000" },
    last_event_at_ms: { N: "1800000000000" },
  };
}

/** A table whose second item is not in the first answers, though nothing is left unprocessed. */
function tableThatLags(listed: readonly object[], items: readonly PlainItem[], rounds: number) {
  let round = 0;
  return fakeDynamoDb((call) => {
    if (call.operation === "Query") return ok({ Items: listed });
    round++;
    const visible = items.filter((_, index) => round > rounds || index !== 1);
    const asked = JSON.stringify(call.input);
    const found = visible.filter(({ pk }) => asked.includes(JSON.stringify(pk)));
    return ok({ Responses: { table: found.toReversed() }, UnprocessedKeys: {} });
  });
}

const readsOf = (calls: readonly ReceivedCall[]) =>
  calls.filter(({ operation }) => operation === "BatchGetItem");

it("waits before each further read, up to 200 ms, and not before the first", async () => {
  const { listed, items } = lists["an account's keys"];
  const clock = new TestClock();
  const { client } = tableThatLags(listed, items, 5);
  const list = createListKeys(
    tableClient(client, new Deadline(10_000, clock), () => 1),
    "table",
  );
  await list({ account: { id: "acct_1", activeKeyIds: [] }, limit: 20 });
  expect(clock.pauses).toEqual([20, 40, 80, 160, 200]);
});

describe.each(Object.entries(lists))("the list of %s", (_, { listed, items, idsOf, ids, pk }) => {
  it.each([0, 1, 5])("is whole where an item came only after %d reads without it", async (lag) => {
    const table = tableThatLags(listed, items, lag);
    expect(await idsOf(table)).toEqual([ids, undefined]);
    const reads = readsOf(table.calls);
    expect(reads).toHaveLength(lag + 1);
    for (const { input } of reads.slice(1)) {
      expect(input).toMatchObject({
        RequestItems: { table: { ConsistentRead: true, Keys: [{ pk: { S: pk } }] } },
      });
    }
  });

  it("is a fault that names the item, not a shorter list, where one stays missing", async () => {
    const table = tableThatLags(listed, items, Number.POSITIVE_INFINITY);
    const listing = idsOf(table);
    await expect(listing).rejects.toBeInstanceOf(CorruptItemError);
    await expect(listing).rejects.toThrow(`listed, but missing: ${pk}`);
    expect(readsOf(table.calls)).toHaveLength(6);
  });
});

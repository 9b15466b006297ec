import { describe, expect, it } from "@jest/globals";
import { ulid } from "ulid";
import type { AuditEvent } from "../../../../core/event/audit-event.ts";
import { openTable, type StoredEvent } from "../../../../core/restore/restored-table.ts";
import { accountItemKey } from "../../../../core/store/item-keys.ts";
import { fakeDynamoDb, ok, serviceError } from "../../../support/fake-dynamodb.ts";

const accountId = "acct_1";
const lastEpochMs = 1_800_000_000_000;
const { pk, sk } = accountItemKey(accountId);
const account = {
  pk: { S: pk },
  sk: { S: sk },
  account_id: { S: accountId },
  plan: { S: "agency" },
  max_active_keys: { N: "25" },
  version: { N: "1" },
  created_at: { N: "1700000000" },
  updated_at: { N: "1700000000" },
  last_event_at_ms: { N: String(lastEpochMs) },
};

function eventAt(atEpochMs: number): AuditEvent {
  const id = ulid(atEpochMs);
  const changes = { name: { before: null, after: "x" } };
  return {
    id,
    atEpochMs,
    action: "key.updated",
    accountId,
    keyId: "k1",
    changes,
    origin: undefined,
  };
}

const eventsFrom = (atEpochMs: number, count: number): StoredEvent[] =>
  Array.from({ length: count }, (_, index) => ({ event: eventAt(atEpochMs + index) }));

/** A table, and what is put into it, in one list for each transaction. */
function tableWith(found: object, conflicts = 0) {
  let left = conflicts;
  const { client, calls } = fakeDynamoDb(({ operation }) => {
    if (operation === "GetItem") return ok(found);
    if (left-- <= 0) return ok({});
    const CancellationReasons = [{ Code: "ConditionalCheckFailed" }];
    return serviceError("TransactionCanceledException", { CancellationReasons });
  });
  const transactions = () =>
    calls
      .filter(({ operation }) => operation === "TransactWriteItems")
      .map(({ input }) => [input.TransactItems].flat().map(Object));
  const itemsPut = () =>
    transactions().map((actions) => actions.flatMap(({ Put }) => (Put ? [Put.Item] : [])));
  return { table: openTable(client, "restored"), transactions, itemsPut };
}

describe("events that are copied onto a restored table", () => {
  it("are all there is to write while it has no such account", async () => {
    const { table, transactions } = tableWith({});
    await table.copy(accountId, eventsFrom(lastEpochMs, 2), 400);
    expect(transactions().flat().map(Object.keys)).toEqual([["Put"], ["Put"]]);
  });

  it("are written once each, in as many transactions as it takes", async () => {
    const { table, itemsPut } = tableWith({ Item: account });
    const events = eventsFrom(lastEpochMs + 1, 120);
    await table.copy(accountId, events, 400);
    expect(itemsPut().map((items) => items.length)).toEqual([50, 50, 20]);
    const ids = itemsPut().flatMap((items) => items.map((item) => item.event_id.S));
    expect(ids).toEqual(events.map(({ event }) => event.id));
  });

  it("are written again where another change came in between", async () => {
    const { table, itemsPut } = tableWith({ Item: account }, 1);
    await table.copy(accountId, eventsFrom(lastEpochMs + 1, 1), 400);
    const [first, second] = itemsPut();
    expect(first).toHaveLength(1);
    expect(second).toEqual(first);
  });

  it("stay as they are if they are later than the account's last, and else get the next time", async () => {
    const { table, itemsPut } = tableWith({ Item: account });
    const [early, late] = [eventAt(lastEpochMs - 10), eventAt(lastEpochMs + 50)];
    const item = { pk, sk: "EVENT#as-it-was", event_id: late.id, at_ms: late.atEpochMs, ttl: 7 };
    await table.copy(accountId, [{ event: early }, { event: late, item }], 400);
    const [[moved, kept] = []] = itemsPut();
    expect(moved).toMatchObject({
      event_id: { S: early.id },
      at_ms: { N: String(lastEpochMs + 1) },
      sk: { S: expect.not.stringContaining(early.id) },
    });
    expect(kept).toEqual({
      pk: { S: pk },
      sk: { S: "EVENT#as-it-was" },
      event_id: { S: late.id },
      at_ms: { N: String(late.atEpochMs) },
      ttl: { N: "7" },
    });
  });
});

it("the accounts of a table are those of its list", async () => {
  const places = ["acct_1", "acct_2"].map((id) => ({ sk: { S: `ACCOUNT#${id}` } }));
  const { client, calls } = fakeDynamoDb(() => ok({ Items: places }));
  expect(await openTable(client, "old").accountIds()).toEqual(["acct_1", "acct_2"]);
  expect(calls).toMatchObject([{ operation: "Query", input: { TableName: "old" } }]);
});

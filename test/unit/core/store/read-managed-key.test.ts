import { describe, expect, it } from "@jest/globals";
import type { ManagedKey } from "../../../../core/key/managed-key.ts";
import { createReadKeyRecord, readManagedKey } from "../../../../core/store/read-managed-key.ts";
import { Deadline, DeadlineError } from "../../../../core/time/deadline.ts";
import { TestClock } from "../../../support/deadlines.ts";
import { fakeDynamoDb, ok } from "../../../support/fake-dynamodb.ts";
import { hotOf, newKey, newKeyring } from "../../../support/keys.ts";
import { tableClient } from "../../../support/table-client.ts";
import { coldItemOnTheWire, hotItemOnTheWire } from "../../../support/wire-item.ts";

const { record } = newKey(newKeyring());
const next = { ...record, name: "Other", version: record.version + 1 };
const hotKey = { pk: { S: `KEY#${record.id}` }, sk: { S: "KEY" } };
const coldKey = { pk: { S: "ACCOUNT#acct_1" }, sk: coldItemOnTheWire(record).sk };

/** A table that answers its reads with these items, the last one for good; `undefined`: there is none. */
function tableOf(items: readonly (object | undefined)[], ms = 10_000) {
  let reads = 0;
  const { client, calls } = fakeDynamoDb(() => {
    const Item = items[Math.min(reads++, items.length - 1)];
    return ok(Item ? { Item } : {});
  });
  const clock = new TestClock();
  return { client: tableClient(client, new Deadline(ms, clock), () => 1), calls, clock };
}

/** The items that the two reads of a key find, one after the other. */
const found = (hot: ManagedKey, cold: ManagedKey | undefined) => [
  hotItemOnTheWire(hot),
  cold && coldItemOnTheWire(cold),
];

describe("a key by its two items", () => {
  it("is read consistently, the item that tells where the other is first", async () => {
    const { client, calls, clock } = tableOf(found(record, record));
    expect(await readManagedKey(client, "table", record.id)).toEqual(record);
    expect(calls.map(({ input }) => input)).toEqual(
      [hotKey, coldKey].map((Key) => ({ TableName: "table", Key, ConsistentRead: true })),
    );
    expect(clock.pauses).toEqual([]);
  });

  it("is none where there is no item that requests are judged by", async () => {
    const { client, calls } = tableOf([undefined]);
    expect(await readManagedKey(client, "table", record.id)).toBeUndefined();
    expect(calls).toHaveLength(1);
  });

  it("is read again where the items are of different moments, or one is not to be seen yet", async () => {
    for (const cold of [record, undefined]) {
      const { client } = tableOf([...found(next, cold), ...found(next, next)]);
      expect(await readManagedKey(client, "table", record.id)).toEqual(next);
    }
  });

  it("is waited for twice as long each time, up to 100 ms", async () => {
    const torn = Array.from({ length: 6 }, () => found(next, record)).flat();
    const { client, clock } = tableOf([...torn, ...found(next, next)]);
    await readManagedKey(client, "table", record.id);
    expect(clock.pauses).toEqual([5, 10, 20, 40, 80, 100]);
  });

  it("is given up with the deadline where its items never match", async () => {
    const torn = Array.from({ length: 50 }, () => found(next, record)).flat();
    const { client } = tableOf(torn, 1_000);
    const reading = readManagedKey(client, "table", record.id);
    await expect(reading).rejects.toBeInstanceOf(DeadlineError);
  });
});

describe("the part of a key that requests are judged by", () => {
  it("is one consistent read", async () => {
    const { client, calls } = tableOf([hotItemOnTheWire(record)]);
    expect(await createReadKeyRecord(client, "table")(record.id)).toEqual(hotOf(record));
    expect(calls).toEqual([
      { operation: "GetItem", input: { TableName: "table", Key: hotKey, ConsistentRead: true } },
    ]);
  });

  it("is undefined where there is no such key", async () => {
    const { client } = tableOf([undefined]);
    expect(await createReadKeyRecord(client, "table")(record.id)).toBeUndefined();
  });
});

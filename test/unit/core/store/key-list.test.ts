import { describe, expect, it } from "@jest/globals";
import { CorruptItemError } from "../../../../core/key/key-record.ts";
import type { ManagedKey } from "../../../../core/key/managed-key.ts";
import { listOfKeys } from "../../../../core/store/item-keys.ts";
import {
  createListKeys,
  createReadKeysSince,
  type KeyOwner,
} from "../../../../core/store/key-list.ts";
import { pageQuery } from "../../../../core/store/list-page.ts";
import { Deadline } from "../../../../core/time/deadline.ts";
import { TestClock } from "../../../support/deadlines.ts";
import { fakeDynamoDb, ok, type ReceivedCall } from "../../../support/fake-dynamodb.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
import { tableClient } from "../../../support/table-client.ts";
import { coldItemOnTheWire, hotItemOnTheWire } from "../../../support/wire-item.ts";

const keyring = newKeyring();

/** Newest first; of those that are not active each second one is revoked, the others are paused. */
function keysOf(states: readonly boolean[]): ManagedKey[] {
  return states.map((isActive, index) => {
    const revokedAt = isActive || index % 2 === 0 ? undefined : 1_800_000_000;
    return newKey(keyring, { isActive, revokedAt, createdAtEpochMs: 1_700_000_000_000 - index })
      .record;
  });
}

function ownerOf(records: readonly ManagedKey[]): KeyOwner {
  const active = records.filter(({ revokedAt }) => revokedAt === undefined);
  // In no order: a set has none.
  return { id: "acct_1", activeKeyIds: active.map(({ id }) => id).sort() };
}

/** A table with these keys in the order in which they are listed. */
function listOf(records: readonly ManagedKey[], unprocessed = 0) {
  let held = unprocessed;
  const place = (index: number) => `KEY#${records[index]?.createdAtEpochMs}#${records[index]?.id}`;
  const fake = fakeDynamoDb(({ operation, input }) => {
    if (operation === "Query") {
      const from = JSON.stringify(input.ExclusiveStartKey ?? "");
      const start = records.findIndex((_, index) => from.includes(place(index))) + 1;
      const page = records.slice(start, start + Number(input.Limit));
      return ok({ Items: page.map(coldItemOnTheWire) });
    }
    const wanted = JSON.stringify(input);
    const cold = records.filter((_, index) => wanted.includes(place(index)));
    if (cold.length > 0) {
      return ok({ Responses: { table: cold.toReversed().map(coldItemOnTheWire) } });
    }
    const found = records.filter(({ id }) => wanted.includes(`KEY#${id}`));
    const postponed = held > 0 ? found.slice(-1) : [];
    held--;
    const answered = found.slice(0, found.length - postponed.length);
    const Keys = postponed.map(({ id }) => ({ pk: { S: `KEY#${id}` }, sk: { S: "KEY" } }));
    return ok({
      Responses: { table: answered.toReversed().map(hotItemOnTheWire) },
      UnprocessedKeys: postponed.length > 0 ? { table: { Keys, ConsistentRead: true } } : {},
    });
  });
  const deadline = new Deadline(3_000, new TestClock());
  const client = tableClient(fake.client, deadline, () => 1);
  return { list: createListKeys(client, "table"), calls: fake.calls };
}

/** Every page of a list, followed to its end. */
async function walk(records: readonly ManagedKey[], limit: number, isActive?: boolean) {
  const { list, calls } = listOf(records);
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const page = await list({
      account: ownerOf(records),
      limit,
      ...(isActive === undefined ? {} : { isActive }),
      ...(after === undefined ? {} : { after }),
    });
    pages.push(page.entries.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  return { pages, calls };
}

const idsOf = (records: readonly ManagedKey[]) => records.map(({ id }) => id);
const operationsOf = (calls: readonly ReceivedCall[]) => calls.map(({ operation }) => operation);

describe("pageQuery", () => {
  const newest = { limit: 21, order: "descending" } as const;

  it("reads one list of a partition, consistently, and nothing else", () => {
    expect(pageQuery("table", listOfKeys("acct_1"), newest)).toEqual({
      TableName: "table",
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: { ":pk": "ACCOUNT#acct_1", ":prefix": "KEY#" },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: 21,
    });
  });

  it("goes on after the place that an earlier page gave, in the same partition", () => {
    const after = "KEY#1800000000#3kTMd92x";
    expect(pageQuery("table", listOfKeys("acct_1"), { ...newest, after })).toMatchObject({
      ExclusiveStartKey: { pk: "ACCOUNT#acct_1", sk: after },
    });
  });
});

describe("a list of keys", () => {
  it("is empty where there are none, without asking for records", async () => {
    const { pages, calls } = await walk([], 20);
    expect(pages).toEqual([[]]);
    expect(operationsOf(calls)).toEqual(["Query"]);
  });

  it("is exactly what there is, in order, at every page size", async () => {
    const records = keysOf(new Array(7).fill(true));
    for (let limit = 1; limit <= 9; limit++) {
      const { pages } = await walk(records, limit);
      expect(pages.flat()).toEqual(idsOf(records));
      expect(pages).toHaveLength(Math.ceil(7 / limit));
      expect(pages.every((page) => page.length <= limit)).toBe(true);
    }
  });

  it("fetches the records of the largest page in batches that DynamoDB takes", async () => {
    const records = keysOf(new Array(150).fill(true));
    const { pages, calls } = await walk(records, 100);
    expect(pages.map((page) => page.length)).toEqual([100, 50]);
    expect(pages.flat()).toEqual(idsOf(records));
    for (const { operation, input } of calls) {
      if (operation !== "BatchGetItem") continue;
      expect(JSON.stringify(input).split('"pk"').length - 1).toBeLessThanOrEqual(100);
      expect(JSON.stringify(input)).toContain('"ConsistentRead":true');
    }
  });

  it("gives full pages of those that are wanted, however thinly they are spread", async () => {
    const records = keysOf(Array.from({ length: 40 }, (_, key) => key % 7 === 3));
    for (const isActive of [true, false]) {
      const wanted = idsOf(records.filter((record) => record.isActive === isActive));
      for (const limit of [1, 5, 40]) {
        const { pages } = await walk(records, limit, isActive);
        expect(pages.flat()).toEqual(wanted);
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      }
    }
  });

  it("reads no key that was revoked to find those that are active, whatever the page size", async () => {
    const revoked = keysOf(new Array(200).fill(false)).filter((key) => key.revokedAt !== undefined);
    const active = keysOf([true, true, false]);
    const records = [...revoked, ...active];
    for (const limit of [1, 2, 20]) {
      const { pages, calls } = await walk(records, limit, true);
      expect(pages.flat()).toEqual(idsOf(active.slice(0, 2)));
      expect(operationsOf(calls)).toEqual(pages.flatMap(() => ["BatchGetItem", "BatchGetItem"]));
      const asked = JSON.stringify(calls);
      expect(revoked.filter(({ id }) => asked.includes(`KEY#${id}`))).toEqual([]);
    }
  });

  it("reads no more than a page of those that are not active, and the active ones among them", async () => {
    const records = keysOf(Array.from({ length: 100 }, (_, index) => index % 10 === 0));
    const { list, calls } = listOf(records);
    await list({ account: ownerOf(records), limit: 5, isActive: false });
    const most = 5 + 1 + ownerOf(records).activeKeyIds.length;
    expect(calls[0]).toMatchObject({ operation: "Query", input: { Limit: most } });
    expect(operationsOf(calls)).toEqual(["Query", "BatchGetItem"]);
  });

  it("goes on where keys became active since the account was read", async () => {
    const records = keysOf([true, true, false, true, true, true, false, false]);
    const { list } = listOf(records);
    const account = { id: "acct_1", activeKeyIds: [] };
    const page = await list({ account, limit: 2, isActive: false });
    const [first, second] = records.filter(({ isActive }) => !isActive).map(({ id }) => id);
    expect(page.entries.map(({ id }) => id)).toEqual([first, second]);
    expect(page.next).toContain(second);
  });

  it("has no key as active that was paused while it was read", async () => {
    const [before] = keysOf([true]);
    if (!before) throw new Error("no key");
    const after = { ...before, isActive: false, version: before.version + 1 };
    const fake = fakeDynamoDb(({ operation, input }) => {
      const isCold = JSON.stringify(input).includes("ACCOUNT#");
      const hot = operation === "GetItem" ? after : before;
      const item = isCold ? coldItemOnTheWire(after) : hotItemOnTheWire(hot);
      return ok(operation === "GetItem" ? { Item: item } : { Responses: { table: [item] } });
    });
    const list = createListKeys(tableClient(fake.client), "table");
    const page = await list({ account: ownerOf([before]), limit: 20, isActive: true });
    expect(page).toEqual({ entries: [], next: undefined });
    expect(operationsOf(fake.calls)).toContain("GetItem");
  });

  it("asks again for what DynamoDB left unprocessed", async () => {
    const records = keysOf([true, true, true]);
    const { list } = listOf(records, 2);
    const page = await list({ account: ownerOf(records), limit: 20 });
    expect(idsOf(page.entries)).toEqual(idsOf(records));
  });

  it("gives up where DynamoDB leaves keys unprocessed for ever", async () => {
    const { list, calls } = listOf(keysOf([true]), 200);
    await expect(list({ account: ownerOf([]), limit: 20 })).rejects.toThrow();
    expect(calls.length).toBeLessThan(30);
  });

  it("is a fault, not a shorter list, where a listed key is missing", async () => {
    const fake = fakeDynamoDb(({ operation }) =>
      operation === "Query"
        ? ok({ Items: [{ sk: { S: "KEY#1800000000#3kTMd92x" } }] })
        : ok({ Responses: { table: [] }, UnprocessedKeys: {} }),
    );
    const list = createListKeys(tableClient(fake.client), "table");
    await expect(list({ account: ownerOf([]), limit: 20 })).rejects.toBeInstanceOf(
      CorruptItemError,
    );
  });
});

describe("the keys that an account may have used since a time", () => {
  const since = 1_797_000_000;
  const isOf = (key: ManagedKey) => (text: string) => text.includes(`KEY#${key.id}`);

  it("are the active ones and those revoked since, each once", async () => {
    const active = newKey(keyring).record;
    const paused = newKey(keyring, { isActive: false }).record;
    // Revoked between the reading of the account and that of its revocations.
    const both = newKey(keyring, { isActive: false, revokedAt: since + 5 }).record;
    const revoked = newKey(keyring, { isActive: false, revokedAt: since }).record;
    const asked = newKey(keyring, { isActive: false, revokedAt: since + 9 }).record;
    const records = [active, paused, both, revoked, asked];
    const fake = fakeDynamoDb(({ operation, input }) => {
      if (operation === "BatchGetItem") {
        const text = JSON.stringify(input);
        const cold = records.filter(({ id }) => text.includes(`000#${id}`));
        if (cold.length > 0) return ok({ Responses: { table: cold.map(coldItemOnTheWire) } });
        const found = records.filter(({ id }) => text.includes(`KEY#${id}`));
        return ok({ Responses: { table: found.map(hotItemOnTheWire) }, UnprocessedKeys: {} });
      }
      const listed = [revoked, both, asked].map(
        ({ id, revokedAt }) => `REVOKED#${revokedAt}#${id}`,
      );
      return ok({ Items: listed.map((sk) => ({ sk: { S: sk } })) });
    });
    const account = { id: "acct_1", activeKeyIds: [active.id, paused.id, both.id] };
    const read = createReadKeysSince(tableClient(fake.client), "table");
    const inUse = await read(account, asked.id, since);
    expect(inUse.key).toMatchObject({ id: asked.id, name: asked.name });
    expect(inUse.keys).toHaveLength(4);
    const { dailyRequests, window } = revoked;
    expect(inUse.revoked).toEqual([{ dailyRequests, window: { second: window.second } }]);
    const [query] = fake.calls;
    expect(query).toMatchObject({
      operation: "Query",
      input: {
        ExpressionAttributeValues: { ":pk": { S: "ACCOUNT#acct_1" }, ":prefix": { S: "REVOKED#" } },
        ExclusiveStartKey: { pk: { S: "ACCOUNT#acct_1" }, sk: { S: `REVOKED#${since}#` } },
        ConsistentRead: true,
      },
    });
    expect(query?.input).not.toHaveProperty("Limit");
    const [usage] = fake.calls.map(({ input }) => JSON.stringify(input)).filter(isOf(revoked));
    expect(usage).toMatch(/"ProjectionExpression":"pk, sk, /);
  });
});

import { describe, expect, it } from "@jest/globals";
import { batchGet } from "../../../../core/store/batch-get.ts";
import { keyItemKey } from "../../../../core/store/item-keys.ts";
import { Deadline, DeadlineError } from "../../../../core/time/deadline.ts";
import { TestClock } from "../../../support/deadlines.ts";
import { fakeDynamoDb, ok, type ReceivedCall } from "../../../support/fake-dynamodb.ts";
import { tableClient } from "../../../support/table-client.ts";

interface WireKey {
  readonly pk: { readonly S: string };
}

function keysOf(count: number) {
  return Array.from({ length: count }, (_, index) => keyItemKey(String(index).padStart(8, "0")));
}

function askedIn({ input }: ReceivedCall): WireKey[] {
  const { RequestItems }: { RequestItems?: { table?: { Keys: WireKey[] } } } = input;
  return RequestItems?.table?.Keys ?? [];
}

/** A table that has every item, and processes at most so many of them in one call. */
function tableThatProcesses(most: (callNumber: number) => number) {
  let callNumber = 0;
  const { client, calls } = fakeDynamoDb((call) => {
    const asked = askedIn(call);
    const count = most(++callNumber);
    const left = asked.slice(count);
    return ok({
      Responses: { table: asked.slice(0, count) },
      UnprocessedKeys: left.length > 0 ? { table: { Keys: left, ConsistentRead: true } } : {},
    });
  });
  const clock = new TestClock();
  return { client: tableClient(client, new Deadline(3_000, clock), () => 1), calls, clock };
}

describe("reading items", () => {
  it("asks for nothing where there is nothing to read", async () => {
    const { client, calls } = tableThatProcesses(() => 100);
    expect(await batchGet(client, "table", [])).toEqual([]);
    expect(calls).toEqual([]);
  });

  it("reads consistently, a hundred at a time", async () => {
    const { client, calls } = tableThatProcesses(() => 100);
    const items = await batchGet(client, "table", keysOf(201));
    expect(items).toEqual(keysOf(201));
    expect(calls.map((call) => askedIn(call).length)).toEqual([100, 100, 1]);
    for (const { operation, input } of calls) {
      expect(operation).toBe("BatchGetItem");
      expect(input).toMatchObject({ RequestItems: { table: { ConsistentRead: true } } });
    }
  });

  it("leaves out what does not exist", async () => {
    const { client } = fakeDynamoDb(() => ok({ Responses: { table: [] }, UnprocessedKeys: {} }));
    expect(await batchGet(tableClient(client), "table", keysOf(3))).toEqual([]);
  });

  it("asks again for what was left unprocessed, consistently too", async () => {
    const { client, calls } = tableThatProcesses((call) => (call === 1 ? 2 : 100));
    expect(await batchGet(client, "table", keysOf(5))).toEqual(keysOf(5));
    expect(calls.map((call) => askedIn(call).length)).toEqual([5, 3]);
    expect(calls[1]?.input).toMatchObject({ RequestItems: { table: { ConsistentRead: true } } });
  });

  it("waits before it asks again, up to 200 ms, and not before it asks", async () => {
    const { client, clock } = tableThatProcesses(() => 1);
    await batchGet(client, "table", keysOf(6));
    expect(clock.pauses).toEqual([40, 80, 160, 200, 200]);
  });

  it("gives up with the deadline, rather than answer with a part", async () => {
    const { client, calls } = tableThatProcesses((call) => (call === 1 ? 1 : 0));
    await expect(batchGet(client, "table", keysOf(2))).rejects.toBeInstanceOf(DeadlineError);
    expect(calls.length).toBeGreaterThan(10);
    expect(calls.length).toBeLessThan(25);
  });

  it("goes on for as long as it comes nearer to its end", async () => {
    const { client } = tableThatProcesses(() => 20);
    expect(await batchGet(client, "table", keysOf(200))).toHaveLength(200);
  });
});

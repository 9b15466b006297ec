import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { ulid } from "ulid";
import { plainItem } from "../../core/store/attribute-value.ts";
import { newEventItem } from "../../core/store/event-item.ts";
import { expiryNotice } from "../../core/store/expiry-notice.ts";
import { publish } from "../../functions/events/publish.ts";
import { ample } from "../support/deadlines.ts";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable } from "../support/management-on-table.ts";
import { startTable, type TestTable } from "../support/table.ts";

/*
 * The list of all accounts' events. Reach: the embedded database on 127.0.0.1; the publisher and the
 * endpoint, no stream and no HTTP.
 */

const dayMs = 86_400_000;
const start = Date.parse("2027-01-15T23:59:59.990Z");
let table: TestTable;
let house: ManagementOnTable;

beforeEach(async () => {
  table = await startTable();
  house = new ManagementOnTable(table, newKeyring());
  house.nowEpochMs = start;
});
afterEach(() => table.stop());

/** Publishes an event of that time. @returns its id */
async function publishEvent(
  atEpochMs: number,
  accountId = "acct_1",
  id = ulid(atEpochMs),
): Promise<string> {
  const notice = expiryNotice(
    { id: "3kTMd92x", accountId, expiresAt: Math.floor(atEpochMs / 1000) },
    1,
  );
  const item = marshall(newEventItem({ ...notice, id, atEpochMs }));
  const NewImage = JSON.parse(JSON.stringify(item));
  const none = async () => ({});
  const outcome = await publish({ Records: [{ dynamodb: { NewImage } }] }, ample, {
    // The copy is written as the publisher puts it, by the SDK.
    dynamoDb: async (_, input) => {
      const { Item }: { readonly Item?: unknown } = Object(input);
      return table.client.send(new PutCommand({ TableName: table.name, Item: plainItem(Item) }));
    },
    tableName: table.name,
    eventBridge: none,
    sqs: none,
    busName: "bus",
    failureQueueUrl: "failures",
    webhookQueueUrl: undefined,
    endpoints: [],
  });
  expect(outcome.batchItemFailures).toEqual([]);
  return id;
}

async function pages(limit: number): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: String(limit), ...(cursor && { cursor }) };
    const { body } = await house.call("listAllEvents", { query });
    found.push(body.data.map(({ id }: { id: string }) => id));
    cursor = body.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

it("goes newest first over days and accounts, page by page, across days without any", async () => {
  const ids = [];
  for (const [index, days] of [29, 10, 10, 2, 1, 0, 0].entries()) {
    ids.push(await publishEvent(start - days * dayMs + index, `acct_${index}`));
  }
  const newest = ids.toReversed();
  expect(await pages(100)).toEqual([newest]);
  for (const limit of [1, 2, 3]) {
    const listed = await pages(limit);
    expect(listed.flat()).toEqual(newest);
    expect(listed.slice(0, -1).every(({ length }) => length === limit)).toBe(true);
    expect(listed.at(-1)).not.toEqual([]);
  }
});

it("has an event once, however often it is published", async () => {
  const id = ulid(start);
  await publishEvent(start, "acct_1", id);
  await publishEvent(start, "acct_1", id);
  const { body } = await house.call("listAllEvents", {});
  expect(body).toMatchObject({
    data: [{ id, account_id: "acct_1", action: "key.expiring" }],
    next_cursor: null,
  });
  expect(body.data).toHaveLength(1);
});

it("has events whose time is ahead of the clock, and none of 31 days ago", async () => {
  const [, ahead] = [await publishEvent(start - 31 * dayMs), await publishEvent(start + 500)];
  expect(new Date(start + 500).getUTCDate()).toBe(16);
  expect(await pages(10)).toEqual([[ahead]]);
});

it("takes no cursor of another list", async () => {
  await publishEvent(start - 1);
  await publishEvent(start);
  const accountId = await house.newAccount();
  await house.call("putAccount", { accountId, body: { name: "Other" } });
  const query = { limit: "1" };
  const all = await house.call("listAllEvents", { query });
  const own = await house.call("listEvents", { accountId, query });
  for (const [name, { body }] of [
    ["listAllEvents", own],
    ["listEvents", all],
  ] as const) {
    const cursor: string = body.next_cursor;
    expect(cursor).toMatch(/./);
    const answer = await house.call(name, { accountId, query: { cursor } });
    expect(answer).toMatchObject({ status: 400, body: { fields: { cursor: expect.anything() } } });
  }
});

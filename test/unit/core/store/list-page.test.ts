import { expect, it } from "@jest/globals";
import { listOfEvents } from "../../../../core/store/item-keys.ts";
import { readPage } from "../../../../core/store/list-page.ts";
import { fakeDynamoDb, ok } from "../../../support/fake-dynamodb.ts";
import { tableClient } from "../../../support/table-client.ts";

/** A table that ends a page of a query after so many items, as DynamoDB does after 1 MB. */
function listOf(count: number, perPage: number) {
  const keys = Array.from({ length: count }, (_, index) => ({
    pk: { S: "ACCOUNT#acct_1" },
    sk: { S: `EVENT#${index}` },
  }));
  const { client, calls } = fakeDynamoDb(({ input }) => {
    const from = JSON.stringify(input.ExclusiveStartKey);
    const start = keys.findIndex((key) => JSON.stringify(key) === from) + 1;
    const limit = Math.min(perPage, Number(input.Limit ?? count));
    const Items = keys.slice(start, start + limit);
    const isLast = start + limit >= count;
    return ok({ Items, ...(isLast ? {} : { LastEvaluatedKey: Items.at(-1) }) });
  });
  const read = async (limit: number) => {
    const query = { limit, order: "ascending" } as const;
    const items = await readPage(tableClient(client), "table", listOfEvents("acct_1"), query);
    return items.map(({ sk }) => Number(String(sk).replace("EVENT#", "")));
  };
  return { read, calls };
}

it("a page goes on where DynamoDB ended one before its time, and asks for no more than is wanted", async () => {
  const { read, calls } = listOf(9, 2);
  expect(await read(5)).toEqual([0, 1, 2, 3, 4]);
  expect(calls.map(({ input }) => input.Limit)).toEqual([5, 3, 1]);
});

it("a list without a limit is read to its end", async () => {
  const { read, calls } = listOf(5, 2);
  expect(await read(Number.POSITIVE_INFINITY)).toEqual([0, 1, 2, 3, 4]);
  for (const { input } of calls) expect(input).not.toHaveProperty("Limit");
});

import { expect, it } from "@jest/globals";
import { createListAllEvents, listedCopy } from "../../../../core/store/all-events.ts";
import { expiryNotice } from "../../../../core/store/expiry-notice.ts";
import { fakeDynamoDb, ok } from "../../../support/fake-dynamodb.ts";
import { tableClient } from "../../../support/table-client.ts";

const atEpochMs = Date.parse("2027-01-15T23:59:59.999Z");

it("an event is listed among those of its UTC day, for 30 days", () => {
  const expiring = { id: "3kTMd92x", accountId: "acct_1", expiresAt: 1_800_600_000 };
  const event = { ...expiryNotice(expiring, 7), atEpochMs };
  expect(listedCopy(event)).toEqual({
    key: { pk: "EVENTS#2027-01-15", sk: `LISTED#${event.id}` },
    ttl: Date.parse("2027-02-14T23:59:59Z") / 1000,
  });
});

it("a page goes on within the day that the last one ended in, and reads earlier days whole", async () => {
  // An event that a restore moved to a later time keeps its id, which sorts before its day's.
  const sk = "LISTED#01K3ZK0000000000000000000A";
  const { client, calls } = fakeDynamoDb(() => ok({ Items: [] }));
  const listAllEvents = createListAllEvents(tableClient(client), "table", () => atEpochMs);
  await listAllEvents({ limit: 10, after: `2027-01-14/${sk}` });
  const starts = calls.map(({ input }) => input.ExclusiveStartKey);
  expect(starts).toEqual([
    { pk: { S: "EVENTS#2027-01-14" }, sk: { S: sk } },
    ...new Array(29).fill(undefined),
  ]);
});

import { describe, expect, it } from "@jest/globals";
import { readEarlierRequest, rememberRequestAction } from "../../../../core/store/idempotency.ts";
import { fakeDynamoDb, ok } from "../../../support/fake-dynamodb.ts";
import { reservedNamesIn } from "../../../support/reserved-words.ts";
import { tableClient } from "../../../support/table-client.ts";

const now = 1_800_000_000;
const day = 86_400;

describe("remembering a request", () => {
  const request = { key: "order-1", fingerprint: "f1" };
  const { Put } = rememberRequestAction("table", "acct_1", request, "3kTMd92x", now);

  it("puts it beside its account for 24 hours", () => {
    expect(Put?.Item).toEqual({
      pk: "ACCOUNT#acct_1",
      sk: "IDEMPOTENCY#order-1",
      fingerprint: "f1",
      key_id: "3kTMd92x",
      ttl: now + day,
    });
  });

  it("replaces only one that has run out, whether it was removed already or not", () => {
    expect(Put?.ConditionExpression).toBe("attribute_not_exists(pk) OR #ttl <= :now");
    expect(Put?.ExpressionAttributeNames).toEqual({ "#ttl": "ttl" });
    expect(Put?.ExpressionAttributeValues).toEqual({ ":now": now });
    expect(reservedNamesIn(String(Put?.ConditionExpression))).toEqual([]);
  });
});

describe("an earlier request", () => {
  function read(item: object | undefined, nowEpochSeconds = now) {
    const { client, calls } = fakeDynamoDb(() => ok(item ? { Item: item } : {}));
    const earlier = readEarlierRequest(
      tableClient(client),
      "table",
      "acct_1",
      "order-1",
      nowEpochSeconds,
    );
    return { earlier, calls };
  }

  const item = {
    fingerprint: { S: "f1" },
    key_id: { S: "3kTMd92x" },
    ttl: { N: String(now + 1) },
  };

  it("is read consistently, by account and key", async () => {
    const { earlier, calls } = read(item);
    expect(await earlier).toEqual({ fingerprint: "f1", keyId: "3kTMd92x" });
    expect(calls).toEqual([
      {
        operation: "GetItem",
        input: {
          TableName: "table",
          Key: { pk: { S: "ACCOUNT#acct_1" }, sk: { S: "IDEMPOTENCY#order-1" } },
          ConsistentRead: true,
        },
      },
    ]);
  });

  it("is none where nothing is remembered", async () => {
    expect(await read(undefined).earlier).toBeUndefined();
  });

  it("is none from the second on in which it runs out, though DynamoDB still has it", async () => {
    expect(await read(item, now).earlier).toBeDefined();
    expect(await read(item, now + 1).earlier).toBeUndefined();
    expect(await read(item, now + 3 * day).earlier).toBeUndefined();
  });

  it.each(["fingerprint", "key_id", "ttl"])("is corrupt without %s", async (attribute) => {
    const { earlier } = read({ ...item, [attribute]: { BOOL: true } });
    await expect(earlier).rejects.toThrow("idempotency item: malformed");
  });
});

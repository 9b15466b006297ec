import { describe, expect, it, jest } from "@jest/globals";
import type { JsonCall } from "../../../../core/aws/json-service.ts";
import { noteRules } from "../../../../core/store/note-rules.ts";
import { createFindRulesNotice } from "../../../../core/store/rules-notice.ts";
import { ample } from "../../../support/deadlines.ts";
import { fakeDynamoDb, ok } from "../../../support/fake-dynamodb.ts";
import { tableClient } from "../../../support/table-client.ts";

const notice = { pk: { S: "KEY#-" }, sk: { S: "RULES" } };

describe("the notice that keys have rules", () => {
  it("is written where it is not there yet, and costs one consistent read from then on", async () => {
    let isThere = false;
    const { client, calls } = fakeDynamoDb(({ operation }) => {
      const answer = isThere ? { Item: notice } : {};
      isThere ||= operation === "TransactWriteItems";
      return ok(answer);
    });
    for (let time = 0; time < 3; time++) await noteRules(tableClient(client), "table");
    const read = { TableName: "table", Key: notice, ConsistentRead: true };
    const write = { TransactItems: [{ Put: { TableName: "table", Item: notice } }] };
    expect(calls).toMatchObject([
      { operation: "GetItem", input: read },
      { operation: "TransactWriteItems", input: write },
      { operation: "GetItem", input: read },
      { operation: "GetItem", input: read },
    ]);
  });

  it("is found as soon as it is there", async () => {
    const call = jest.fn<JsonCall>().mockResolvedValue({ Count: 1 });
    expect(await createFindRulesNotice("table", call)(ample)).toBe(true);
    const input = {
      TableName: "table",
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": notice.pk },
      ConsistentRead: true,
    };
    expect(call.mock.calls).toEqual([["Query", input, ample]]);
    call.mockResolvedValue({ Count: 0 });
    expect(await createFindRulesNotice("table", call)(ample)).toBe(false);
  });
});

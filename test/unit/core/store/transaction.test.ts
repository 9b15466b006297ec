import { describe, expect, it } from "@jest/globals";
import { transact } from "../../../../core/store/transaction.ts";
import {
  fakeDynamoDb,
  ok,
  type ServiceResponse,
  serviceError,
} from "../../../support/fake-dynamodb.ts";
import { tableClient } from "../../../support/table-client.ts";

const actions = [{ Put: { TableName: "table", Item: { pk: "a", sk: "b" } } }];

function transactAnswered(answer: ServiceResponse) {
  const { client, calls } = fakeDynamoDb(() => answer);
  return { outcome: transact(tableClient(client), actions), calls };
}

const cancelled = (...codes: (string | undefined)[]) =>
  serviceError("TransactionCanceledException", {
    Message: "Transaction cancelled",
    CancellationReasons: codes.map((Code) => (Code === undefined ? {} : { Code })),
  });

describe("a transaction", () => {
  it("is done when DynamoDB says so, and carries a token that makes a repetition harmless", async () => {
    const { outcome, calls } = transactAnswered(ok({}));
    expect(await outcome).toBe("done");
    expect(calls[0]?.input.ClientRequestToken).toMatch(/^.{1,36}$/);
  });

  it.each([
    [["ConditionalCheckFailed"]],
    [["None", "ConditionalCheckFailed"]],
    [["TransactionConflict", "None"]],
    [["None", "ThrottlingError"]],
    [["ProvisionedThroughputExceeded"]],
    [["ConditionalCheckFailed", "TransactionConflict", undefined]],
  ])("met a conflict where it was cancelled for %j", async (codes) => {
    expect(await transactAnswered(cancelled(...codes)).outcome).toBe("conflict");
  });

  it.each([["ItemCollectionSizeLimitExceeded"], ["ValidationError"], ["SomethingNew"]])(
    "fails where any of its actions was cancelled for %s",
    async (code) => {
      const { outcome } = transactAnswered(cancelled("ConditionalCheckFailed", code));
      await expect(outcome).rejects.toThrow();
    },
  );

  it("fails where no reason was given", async () => {
    await expect(transactAnswered(cancelled()).outcome).rejects.toThrow();
    const unexplained = serviceError("TransactionCanceledException", {});
    await expect(transactAnswered(unexplained).outcome).rejects.toThrow();
  });

  it.each(["ValidationException", "AccessDeniedException", "ResourceNotFoundException"])(
    "passes %s on",
    async (type) => {
      await expect(transactAnswered(serviceError(type)).outcome).rejects.toMatchObject({
        name: type,
      });
    },
  );
});

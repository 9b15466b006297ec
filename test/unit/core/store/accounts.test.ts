import { describe, expect, it } from "@jest/globals";
import { newAccount } from "../../../../core/account/account-record.ts";
import type { AuditEvent } from "../../../../core/event/audit-event.ts";
import { newAccountItem } from "../../../../core/store/account-item.ts";
import { createAccounts } from "../../../../core/store/accounts.ts";
import {
  fakeDynamoDb,
  ok,
  type ServiceResponse,
  serviceError,
} from "../../../support/fake-dynamodb.ts";
import { tableClient } from "../../../support/table-client.ts";
import { itemOnTheWire } from "../../../support/wire-item.ts";

const now = 1_800_000_000_000;
const account = newAccount("acct_1", "agency", now - 1_000, 25);

/** The accounts of a table that has one, and answers transactions as it was told, the last for good. */
function accountsWhere(...answers: ServiceResponse[]) {
  let writes = 0;
  const { client, calls } = fakeDynamoDb(({ operation }) => {
    const Item = itemOnTheWire(newAccountItem(account));
    if (operation === "GetItem") return ok({ Item });
    if (operation === "Query") return ok({ Items: [{ sk: { S: "ACCOUNT#acct_1" } }] });
    if (operation === "BatchGetItem") return ok({ Responses: { table: [Item] } });
    return answers[Math.min(writes++, answers.length - 1)] ?? ok({});
  });
  return { accounts: createAccounts(tableClient(client), "table", () => now), calls };
}

function eventAt(atEpochMs: number): AuditEvent {
  return {
    id: "01K3ZK0000000000000000000A",
    atEpochMs,
    action: "account.updated",
    accountId: "acct_1",
    keyId: undefined,
    changes: {},
    origin: undefined,
  };
}

it("a change that met another one is decided anew, and is told as done only once it is", async () => {
  const conflict = serviceError("TransactionCanceledException", {
    CancellationReasons: [{ Code: "ConditionalCheckFailed" }, { Code: "None" }],
  });
  const { accounts, calls } = accountsWhere(conflict, ok({}));
  const decided: string[] = [];
  const outcome = await accounts.put("acct_1", (before, atEpochMs) => {
    decided.push(`plan ${decided.length}`);
    const plan = decided.at(-1) ?? "";
    return before && { after: { ...before, plan }, event: eventAt(atEpochMs) };
  });
  expect(outcome).toEqual({ account: { ...account, plan: "plan 1" }, isNew: false });
  expect(calls.map(({ operation }) => operation)).toEqual([
    "GetItem",
    "TransactWriteItems",
    "GetItem",
    "TransactWriteItems",
  ]);
});

describe("a list of accounts", () => {
  const listed = async (query: { contactEmail?: string; idPrefix?: string }) => {
    const { accounts, calls } = accountsWhere();
    const page = await accounts.list({ limit: 20, ...query });
    expect(page).toEqual({ entries: [account], next: undefined });
    return calls[0]?.input;
  };
  const valuesFor = (pk: string, prefix: string) => ({
    ExpressionAttributeValues: { ":pk": { S: pk }, ":prefix": { S: prefix } },
  });

  it("is of all, or of those whose id begins alike", async () => {
    const all = await listed({});
    expect(all).toMatchObject({ ...valuesFor("ACCOUNTS", "ACCOUNT#"), Limit: 21 });
    expect(all).not.toHaveProperty("FilterExpression");
    const some = await listed({ idPrefix: "acct" });
    expect(some).toMatchObject(valuesFor("ACCOUNTS", "ACCOUNT#acct"));
  });

  it("is of those with a contact address now, in any case, and of none that had it before", async () => {
    const withAddress = await listed({ contactEmail: "Ops@example.com" });
    expect(withAddress).toMatchObject({
      ...valuesFor("CONTACT#ops@example.com", "ACCOUNT#"),
      FilterExpression: "attribute_not_exists(#ttl)",
      ExpressionAttributeNames: { "#ttl": "ttl" },
    });
    const some = await listed({ contactEmail: "ops@example.com", idPrefix: "acct" });
    expect(some).toMatchObject(valuesFor("CONTACT#ops@example.com", "ACCOUNT#acct"));
  });
});

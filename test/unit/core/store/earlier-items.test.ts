import { readdirSync, readFileSync } from "node:fs";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { type PlainItem, parseKeyRecord } from "../../../../core/key/key-record.ts";
import { parsePolicyItem } from "../../../../core/key/key-rules.ts";
import { parseAccountItem } from "../../../../core/store/account-item.ts";
import { plainItem } from "../../../../core/store/attribute-value.ts";
import { parseEventItem } from "../../../../core/store/event-item.ts";
import { parseKeyItems } from "../../../../core/store/key-item.ts";
import { fakeDynamoDb, ok } from "../../../support/fake-dynamodb.ts";

/* Items as each released version wrote them, in DynamoDB's JSON. A released file is never changed. */
const folder = new URL("../../../fixtures/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.startsWith("items-"));

const rules = {
  scopes: ["models:read"],
  allowedIps: ["203.0.113.0/24", "2001:db8::1"],
  quotas: { day: 100, month: 1_000, total: 10 ** 12 },
};

/** The item as the management API's client gives it. */
async function native(item: object): Promise<PlainItem> {
  const { client } = fakeDynamoDb(() => ok({ Item: item }));
  const Key = { pk: "any", sk: "any" };
  return (await client.send(new GetCommand({ TableName: "table", Key }))).Item ?? {};
}

describe.each(files)("%s", (file) => {
  const items = JSON.parse(readFileSync(new URL(file, folder), "utf8"));

  it("has a key that the authorizer and the management API read alike", async () => {
    const key = parseKeyItems(await native(items.hot), await native(items.cold));
    expect(key).toMatchObject({
      id: "3kTMd92x",
      accountId: "acct_1",
      name: "Nightly job",
      environment: "staging",
      note: "Owned by the data team",
      metadata: { crm_id: "c-1042" },
      createdBy: { type: "user", subject: "auth0|42" },
      plan: "agency",
      rateLimitPerMinute: 60,
      isActive: false,
      pausedBy: { type: "operator", subject: undefined },
      isSuspended: true,
      ...rules,
      policyVersion: 3,
      quotaUse: { day: 5, month: 7, total: 7 },
      expiresAt: 1_900_000_000,
      version: 3,
      previous: { validUntil: 1_800_086_400, lastUsedAt: 1_800_000_050 },
      totalRequests: 7,
      window: { second: 1_800_000_050, count: 2 },
    });
    expect(key).toMatchObject(parseKeyRecord(plainItem(items.hot)));
  });

  it("has rules that the authorizer and the management API read alike", async () => {
    const read = { version: 3, ...rules };
    expect(parsePolicyItem(plainItem(items.policy))).toEqual(read);
    expect(parsePolicyItem(await native(items.policy))).toEqual(read);
  });

  it("has an account and an event that are read", async () => {
    expect(parseAccountItem(await native(items.account))).toMatchObject({
      name: "Example Ltd",
      activeKeyIds: ["3kTMd92x"],
      isSuspended: true,
      metadata: { crm_id: "c-1042" },
    });
    expect(parseEventItem(await native(items.event))).toMatchObject({
      action: "key.updated",
      changes: { metadata: { before: null, after: { crm_id: "c-1042" } } },
    });
  });
});

describe("a number that JavaScript has no room for", () => {
  it("does not make an item unreadable", async () => {
    const { cold, hot } = JSON.parse(readFileSync(new URL("items-0.2.0.json", folder), "utf8"));
    const great = { x_great: { N: "12345678901234567890123456789" } };
    const items = [
      await native({ ...hot, ...great }),
      await native({ ...cold, ...great }),
    ] as const;
    expect(parseKeyItems(...items)?.name).toBe("Nightly job");
  });
});

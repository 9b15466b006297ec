import { describe, expect, it, jest } from "@jest/globals";
import type { JsonCall } from "../../../../core/aws/json-service.ts";
import { CorruptItemError, NewerFormatError } from "../../../../core/key/key-record.ts";
import { rulesAt } from "../../../../core/key/key-rules.ts";
import { createReadKey } from "../../../../core/store/read-key.ts";
import { ample } from "../../../support/deadlines.ts";
import { hotOf, newKey, newKeyring, rulesOf } from "../../../support/keys.ts";
import { hotItemOnTheWire } from "../../../support/wire-item.ts";

const text = (value: string) => ({ S: value });
const quotas = { day: 5, total: 1_000_000_000_000 };
const { record } = newKey(newKeyring(), {
  ...rulesAt(3, { scopes: [], allowedIps: ["2001:db8::/32"], quotas }),
});
const hot = { ...hotItemOnTheWire(record), sk: text("KEY") };
const policy = {
  pk: text(`KEY#${record.id}`),
  sk: text("POLICY"),
  format: { N: "1" },
  policy_version: { N: "3" },
  scopes: { L: [] },
  allowed_ips: { L: [text("2001:db8::/32")] },
  quotas: { M: { day: { N: "5" }, total: { N: "1000000000000" } } },
};

function readAnswered(...Items: object[]) {
  return createReadKey("table", async () => ({ Items }))(record.id, ample);
}

describe("a key that is read for judging", () => {
  it("comes with its rules in one consistent query of its partition", async () => {
    const call = jest.fn<JsonCall>().mockResolvedValue({ Items: [hot, policy] });
    expect(await createReadKey("table", call)(record.id, ample)).toEqual({
      record: hotOf(record),
      rules: rulesOf(record),
    });
    expect(call.mock.calls).toEqual([
      [
        "Query",
        {
          TableName: "table",
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": text(`KEY#${record.id}`) },
          ConsistentRead: true,
        },
        ample,
      ],
    ]);
  });

  it("has no rules if its item names none, whatever an item of rules says", async () => {
    const { policy_version: _, ...bare } = { policy_version: undefined, ...hot };
    const read = await readAnswered(bare, policy);
    expect(read?.rules).toBeUndefined();
    expect(read?.record.policyVersion).toBeUndefined();
  });

  it("has no rules yet if its item names some that were not read, which its reader can tell", async () => {
    const read = await readAnswered(hot);
    expect(read).toEqual({ record: hotOf(record), rules: undefined });
    expect(read?.record.policyVersion).toBe(3);
  });

  it.each([undefined, {}, { Items: {} }, { Items: null }])(
    "is not taken for unknown where the answer has no list: %j",
    async (answer) => {
      const read = createReadKey("table", async () => answer)(record.id, ample);
      await expect(read).rejects.toThrow(
        new CorruptItemError("Query answered without a list of items"),
      );
    },
  );

  it("is unknown if there is no item, even where rules are left", async () => {
    expect(await readAnswered()).toBeUndefined();
    expect(await readAnswered(policy)).toBeUndefined();
  });

  it("fails closed on rules that it cannot read whole", async () => {
    const broken: object[] = [
      { scopes: { S: "models:read" } },
      { scopes: { L: [{ N: "1" }] } },
      { allowed_ips: { SS: ["192.0.2.1"] } },
      { quotas: { M: { week: { N: "1" } } } },
      { quotas: { M: {} } },
      { quotas: { M: { day: { S: "1" } } } },
      { policy_version: { S: "3" } },
    ];
    for (const part of broken) {
      await expect(readAnswered(hot, { ...policy, ...part })).rejects.toThrow(CorruptItemError);
    }
    const newer = { ...policy, format: { N: "2" } };
    await expect(readAnswered(hot, newer)).rejects.toThrow(NewerFormatError);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable } from "../support/management-on-table.ts";
import { startTable, type TestTable } from "../support/table.ts";

/* Reach: the embedded database on 127.0.0.1; the use cases and the key check, no HTTP. */

const keyring = newKeyring();
let table: TestTable;
let house: ManagementOnTable;
let accountId: string;

beforeAll(async () => {
  table = await startTable();
});

afterAll(async () => {
  await table.stop();
});

beforeEach(async () => {
  house = new ManagementOnTable(table, keyring);
  accountId = await house.newAccount();
});

describe("usage", () => {
  it("is counted exactly, per day and in all", async () => {
    const { id, key } = await house.newKey(accountId);
    const day = 24 * 60 * 60 * 1000;
    const verify = house.container();
    for (const [uses, pauseMs] of [
      [3, day],
      [2, 3 * day],
      [4, 40 * day],
      [1, 0],
    ] as const) {
      for (let use = 0; use < uses; use++) {
        expect(await verify(key)).toMatchObject({ kind: "admitted" });
        house.nowEpochMs += 1_500;
      }
      const shown = await house.call("getKey", {
        accountId,
        keyId: id,
        query: { include: "usage" },
      });
      const days: { requests: number }[] = shown.body.usage.requests_per_day;
      expect(days).toHaveLength(30);
      expect(days.at(-1)?.requests).toBe(uses);
      house.nowEpochMs += pauseMs;
    }
    const { body } = await house.call("getKey", {
      accountId,
      keyId: id,
      query: { include: "usage" },
    });
    expect(body.usage).toMatchObject({ total_requests: 10, total_requests_last_30d: 1 });
  });
});

describe("an explanation", () => {
  it("says what a request would be answered, without using quota", async () => {
    const { id, key } = await house.newKey(accountId, { rate_limit_per_minute: 1 });
    const explain = async () => (await house.call("explainKey", { accountId, keyId: id })).body;
    expect(await explain()).toMatchObject({ verdict: "admitted", status: 200, error: null });
    await house.container()(key);
    expect(await explain()).toMatchObject({
      verdict: "limited",
      status: 429,
      error: "Rate limit exceeded",
    });
    await house.call("putAccount", { accountId, body: { plan: "pro" } });
    expect(await explain()).toMatchObject({ verdict: "ineligible", status: 403 });
    await house.call("revokeKey", { accountId, keyId: id });
    const explained = await explain();
    expect(explained).toMatchObject({ verdict: "invalid", status: 401 });
    const passed = explained.checks.map((check: { check: string; passed: boolean }) => [
      check.check,
      check.passed,
    ]);
    expect(passed).toEqual([
      ["not_revoked", false],
      ["not_paused", true],
      ["not_expired", true],
      ["account_not_suspended", true],
      ["plan_eligible", false],
      ["address_allowed", true],
      ["scope_granted", true],
      ["cost_payable", true],
      ["within_limit", false],
      ["within_quotas", true],
    ]);
  });
});

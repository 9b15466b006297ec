import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { accountFaults } from "../../support/account-faults.ts";
import { newKeyring } from "../../support/keys.ts";
import { ManagementOnTable } from "../../support/management-on-table.ts";
import { startTable, type TestTable } from "../../support/table.ts";

/*
 * Lists and caps while keys are made and revoked.
 * Reach: DynamoDB Local on 127.0.0.1; the use cases, no HTTP.
 */

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
  house = new ManagementOnTable(table, newKeyring());
  accountId = `acct_${randomBytes(6).toString("hex")}`;
});

async function givenAccount(maxActiveKeys: number): Promise<void> {
  const body = { plan: "agency", max_active_keys: maxActiveKeys };
  await house.call("putAccount", { accountId, body });
}

async function createKey(name = "Test"): Promise<{ status: number; id: string }> {
  const { status, body } = await house.call("createKey", { accountId, body: { name } });
  return { status, id: body.id };
}

/** The ids on all pages of a list, in their order. */
async function everyId(
  useCase: "listKeys" | "listEvents",
  limit: number,
  filter: Record<string, string> = {},
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: String(limit), ...filter, ...(cursor === null ? {} : { cursor }) };
    const { status, body } = await house.call(useCase, { accountId, query });
    expect(status).toBe(200);
    const page: { id: string }[] = body.data;
    expect(page.length).toBeLessThanOrEqual(limit);
    ids.push(...page.map(({ id }) => id));
    cursor = body.next_cursor;
  } while (cursor !== null);
  return ids;
}

describe("a list", () => {
  it.each([1, 3, 7, 100])(
    "in pages of %d has each key once that was there all the time, while others come and go",
    async (limit) => {
      await givenAccount(90);
      const stay: string[] = [];
      const go: string[] = [];
      for (let index = 0; index < 8; index++) {
        stay.push((await createKey()).id);
        go.push((await createKey()).id);
        // Some of the same second, some not.
        house.nowEpochMs += (index % 3) * 500;
      }
      let isOver = false;
      const come: string[] = [];
      const disturb = async () => {
        for (const keyId of go) {
          if (isOver) return;
          come.push((await createKey()).id);
          await house.call("revokeKey", { accountId, keyId });
          house.nowEpochMs += 300;
        }
      };
      const disturbance = disturb();
      const all = await everyId("listKeys", limit);
      const active = await everyId("listKeys", limit, { is_active: "true" });
      const trail = await everyId("listEvents", limit);
      isOver = true;
      await disturbance;

      for (const ids of [all, active, trail]) expect(new Set(ids).size).toBe(ids.length);
      expect(all).toEqual(expect.arrayContaining([...stay, ...go]));
      expect(active).toEqual(expect.arrayContaining(stay));
      const known = new Set([...stay, ...go, ...come]);
      expect(all.filter((id) => !known.has(id))).toEqual([]);
      expect(trail.toSorted().reverse()).toEqual(trail);
      expect(trail.length).toBeGreaterThanOrEqual(stay.length + go.length + 1);

      const quiet = await everyId("listKeys", limit);
      expect(quiet.toSorted()).toEqual([...known].sort());
      const inactive = await everyId("listKeys", limit, { is_active: "false" });
      const live = await everyId("listKeys", limit, { is_active: "true" });
      expect([...inactive, ...live].sort()).toEqual(quiet.toSorted());
      expect(live).toEqual(quiet.filter((id) => live.includes(id)));
      expect(inactive).toEqual(quiet.filter((id) => inactive.includes(id)));
      expect(await accountFaults(table, accountId)).toEqual([]);
    },
  );
});

describe("the cap on active keys", () => {
  it("is never passed, and always reached, while keys are made and revoked at once", async () => {
    const cap = 4;
    await givenAccount(cap);
    let isOver = false;
    const counts: number[] = [];
    const watch = async () => {
      while (!isOver) {
        const { body } = await house.call("getAccount", { accountId });
        counts.push(body.api_keys.active);
      }
    };
    const live: string[] = [];
    const churn = async (turns: number) => {
      for (let turn = 0; turn < turns; turn++) {
        const { status, id } = await createKey();
        expect([201, 409, 503]).toContain(status);
        if (status === 201) live.push(id);
        const keyId = turn % 3 === 2 ? live.shift() : undefined;
        if (keyId === undefined) continue;
        const revoked = await house.call("revokeKey", { accountId, keyId });
        if (revoked.status === 503) live.push(keyId);
      }
    };
    const watching = watch();
    await Promise.all(Array.from({ length: 8 }, () => churn(4)));
    isOver = true;
    await watching;

    expect(Math.max(...counts)).toBeLessThanOrEqual(cap);
    expect(await accountFaults(table, accountId)).toEqual([]);
    while ((await createKey()).status === 201);
    const { body } = await house.call("getAccount", { accountId });
    expect(body.api_keys.active).toBe(cap);
    expect((await everyId("listKeys", 100, { is_active: "true" })).length).toBe(cap);
  });

  it("leaves keys as they are when it is lowered below them, and lets in none", async () => {
    await givenAccount(3);
    const { id } = await createKey();
    await createKey();
    await givenAccount(1);
    expect((await createKey()).status).toBe(409);
    await house.call("revokeKey", { accountId, keyId: id });
    expect((await createKey()).status).toBe(409);
    expect(await everyId("listKeys", 10, { is_active: "true" })).toHaveLength(1);
    expect(await accountFaults(table, accountId)).toEqual([]);
  });
});

describe("changes of an account and its keys at once", () => {
  it("all happen, one after the other, and each is told of once", async () => {
    await givenAccount(40);
    const ids = await Promise.all(Array.from({ length: 4 }, async () => (await createKey()).id));
    const update = { name: "New" };
    const calls = ["pro", "agency", "master", "enterprise"].flatMap((plan) => [
      house.call("createKey", { accountId, body: { name: "Late" } }),
      house.call("createKey", { accountId, body: { name: "Later" } }),
      house.call("putAccount", { accountId, body: { plan } }),
      ...ids.map((keyId) => house.call("updateKey", { accountId, keyId, body: update })),
      ...ids.map((keyId) => house.call("rotateKey", { accountId, keyId })),
      ...ids.slice(3).map((keyId) => house.call("revokeKey", { accountId, keyId })),
    ]);
    const answers = await Promise.all(calls);
    for (const { status } of answers) expect([200, 201, 409, 503]).toContain(status);
    expect(await accountFaults(table, accountId)).toEqual([]);
  });
});

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

describe("a rotation", () => {
  it("lets the old secret in until its grace period ends, and shows its last use", async () => {
    const { id, key } = await house.newKey(accountId);
    const verify = house.container();
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    const rotated = await house.call("rotateKey", {
      accountId,
      keyId: id,
      body: { grace_period_seconds: 60 },
    });
    expect(rotated.status).toBe(201);
    expect(rotated.body).toMatchObject({
      id,
      key: expect.stringContaining(`sk_live_${id}_`),
      previous_secret: { expires_at: "2027-01-15T08:01:00Z", last_used_at: null },
    });

    house.nowEpochMs += 10_000;
    for (const check of [verify, house.container()]) {
      expect(await check(rotated.body.key)).toMatchObject({ kind: "admitted" });
      expect(await check(key)).toMatchObject({ kind: "admitted" });
    }
    const shown = await house.call("getKey", { accountId, keyId: id });
    expect(shown.body.previous_secret.last_used_at).toBe("2027-01-15T08:00:10Z");

    house.nowEpochMs += 50_000;
    for (const check of [verify, house.container()]) {
      expect(await check(key)).toMatchObject({ kind: "invalid" });
      expect(await check(rotated.body.key)).toMatchObject({ kind: "admitted" });
    }
    const after = await house.call("getKey", { accountId, keyId: id });
    expect(after.body).not.toHaveProperty("previous_secret");
  });

  it("ends the old secret at once without a grace period", async () => {
    const { id, key } = await house.newKey(accountId);
    const verify = house.container();
    await verify(key);
    const { body } = await house.call("rotateKey", { accountId, keyId: id });
    expect(await verify(key)).toMatchObject({ kind: "invalid" });
    expect(await verify(body.key)).toMatchObject({ kind: "admitted" });
  });

  it("ends a secret in its grace period when the key is rotated again, or revoked", async () => {
    const { id, key } = await house.newKey(accountId);
    const grace = { accountId, keyId: id, body: { grace_period_seconds: 600 } };
    const second = (await house.call("rotateKey", grace)).body.key;
    const third = (await house.call("rotateKey", grace)).body.key;
    const verify = house.container();
    expect(await verify(key)).toMatchObject({ kind: "invalid" });
    expect(await verify(second)).toMatchObject({ kind: "admitted" });
    expect(await verify(third)).toMatchObject({ kind: "admitted" });
    await house.call("revokeKey", { accountId, keyId: id });
    expect(await verify(second)).toMatchObject({ kind: "invalid" });
    expect(await verify(third)).toMatchObject({ kind: "invalid" });
    expect((await house.call("rotateKey", grace)).status).toBe(409);
  });

  it("shares one limit between both secrets", async () => {
    const { id, key } = await house.newKey(accountId, { rate_limit_per_minute: 2 });
    const grace = { accountId, keyId: id, body: { grace_period_seconds: 600 } };
    const next = (await house.call("rotateKey", grace)).body.key;
    const verify = house.container();
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    expect(await verify(next)).toMatchObject({ kind: "admitted" });
    expect(await verify(key)).toMatchObject({ kind: "limited" });
    expect(await verify(next)).toMatchObject({ kind: "limited" });
  });
});

import { createHash, randomBytes } from "node:crypto";
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

describe("creating keys", () => {
  it("makes one key of fifty equal requests at once", async () => {
    const call = {
      accountId,
      body: { name: "Once" },
      headers: { "Idempotency-Key": "order-1" },
    };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => house.call("createKey", call)),
    );
    const created = answers.filter(({ status }) => status === 201);
    expect(created).toHaveLength(1);
    const { key, ...object } = created[0]?.body ?? {};
    expect(key).toEqual(expect.any(String));
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({ "Idempotency-Replayed": "true" });
      expect(answer.body).toEqual(object);
    }
    const { body } = await house.call("listKeys", { accountId });
    expect(body.data).toHaveLength(1);
    const other = await house.call("createKey", { ...call, body: { name: "Twice" } });
    expect(other.status).toBe(422);
    house.nowEpochMs += 25 * 60 * 60 * 1000;
    expect((await house.call("createKey", call)).status).toBe(201);
  });

  it("rotates once for equal requests", async () => {
    const { id } = await house.newKey(accountId);
    const call = { accountId, keyId: id, headers: { "Idempotency-Key": "rotate-1" } };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => house.call("rotateKey", call)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const rotations = (await house.events(accountId)).filter(
      ({ action }) => action === "key.rotated",
    );
    expect(rotations).toHaveLength(1);
  });

  it("never passes the cap, and says so", async () => {
    await house.call("putAccount", { accountId, body: { plan: "agency", max_active_keys: 10 } });
    const creations = Array.from({ length: 100 }, () =>
      house.call("createKey", { accountId, body: { name: "Racer" } }),
    );
    const answers = await Promise.all(creations);
    const { body } = await house.call("listKeys", { accountId, query: { limit: "100" } });
    const made = body.data.length;
    expect(made).toBeLessThanOrEqual(10);
    const account = await house.call("getAccount", { accountId });
    expect(account.body.api_keys.active).toBe(made);
    // Under load the table's answer may come too late to tell whether a key was made.
    const created = answers.filter(({ status }) => status === 201).length;
    const unknown = answers.filter((answer) => answer.body.code === "outcome_unknown").length;
    expect(created).toBeLessThanOrEqual(made);
    expect(created + unknown).toBeGreaterThanOrEqual(made);
    for (const { status } of answers) expect([201, 409, 503]).toContain(status);
  });

  it("brings a user's own account into being, on plan free", async () => {
    const user = `user_${randomBytes(6).toString("hex")}`;
    const created = await house.call("createKey", {
      accountId: user,
      user,
      body: { name: "First" },
    });
    expect(created).toMatchObject({ status: 201, body: { rate_limit_per_minute: 10 } });
    const account = await house.call("getAccount", { accountId: user, user });
    expect(account.body).toMatchObject({ plan: "free", api_keys: { active: 1 } });
    const over = { name: "x", rate_limit_per_minute: 11 };
    const refused = await house.call("createKey", { accountId: user, user, body: over });
    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatch(/^rate_limit_per_minute: .* 1 to 10/);
    const listed = await house.call("listAccounts", { query: { limit: "100" } });
    const ids = listed.body.data.map((entry: { account_id: string }) => entry.account_id);
    expect(ids).toContain(user);
  });
});

describe("an imported key", () => {
  it("works as it is, moves to the pepper on its first use, and is imported once", async () => {
    const foreign = `acme_${randomBytes(20).toString("hex")}`;
    const sha256 = createHash("sha256").update(foreign).digest("hex");
    const verify = house.container({ prefix: "acme_" });
    expect(await verify(foreign)).toMatchObject({ kind: "invalid" });
    const preview = await house.call("importKey", {
      accountId,
      body: { sha256, name: "Old key" },
      query: { dry_run: "true" },
    });
    expect(preview.body).toEqual({ object: "import_preview", outcome: "would_create" });
    const imported = await house.call("importKey", {
      accountId,
      body: { sha256, name: "Old key" },
    });
    expect(imported.status).toBe(201);
    const { id } = imported.body;
    expect((await table.readKey(id))?.record.digest.pepperVersion).toBe("sha256");

    expect(await verify(foreign)).toMatchObject({ kind: "admitted", caller: { keyId: id } });
    const record = (await table.readKey(id))?.record;
    expect(record).toMatchObject({ totalRequests: 1, digest: { pepperVersion: "v1" } });
    expect(await verify(foreign)).toMatchObject({ kind: "admitted" });
    expect(await house.container()(foreign)).toMatchObject({ kind: "invalid" });

    const again = await house.call("importKey", { accountId, body: { sha256, name: "Other" } });
    expect(again).toMatchObject({ status: 200, body: { id, name: "Old key" } });
    const other = `acct_${randomBytes(6).toString("hex")}`;
    await house.call("putAccount", { accountId: other, body: { plan: "pro" } });
    const stolen = await house.call("importKey", {
      accountId: other,
      body: { sha256, name: "x" },
    });
    expect(stolen.status).toBe(409);
  });
});

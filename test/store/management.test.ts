import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createVerifyKey } from "../../functions/domain/verify-key.ts";
import { newKeyring, newMemory } from "../support/keys.ts";
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
  accountId = `acct_${randomBytes(6).toString("hex")}`;
  await house.call("putAccount", { accountId, body: { plan: "agency" } });
});

function container(foreignKeyPrefix = "") {
  return createVerifyKey({
    admit: table.admit,
    readKey: table.readKey,
    keyring: async () => keyring,
    nowEpochMs: () => house.nowEpochMs,
    memory: newMemory(),
    foreignKeyPrefix,
  });
}

async function newKey(fields: Record<string, unknown> = {}) {
  const { body } = await house.call("createKey", { accountId, body: { name: "Test", ...fields } });
  return body as { id: string; key: string };
}

async function events() {
  const { body } = await house.call("listEvents", { accountId, query: { limit: "100" } });
  return body.data as { action: string; key_id: string; changes: object }[];
}

describe("a rotation", () => {
  it("lets the old secret in until its grace period ends, and shows its last use", async () => {
    const { id, key } = await newKey();
    const verify = container();
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
    for (const check of [verify, container()]) {
      expect(await check(rotated.body.key)).toMatchObject({ kind: "admitted" });
      expect(await check(key)).toMatchObject({ kind: "admitted" });
    }
    const shown = await house.call("getKey", { accountId, keyId: id });
    expect(shown.body.previous_secret.last_used_at).toBe("2027-01-15T08:00:10Z");

    house.nowEpochMs += 50_000;
    for (const check of [verify, container()]) {
      expect(await check(key)).toEqual({ kind: "invalid" });
      expect(await check(rotated.body.key)).toMatchObject({ kind: "admitted" });
    }
    const after = await house.call("getKey", { accountId, keyId: id });
    expect(after.body).not.toHaveProperty("previous_secret");
  });

  it("ends the old secret at once without a grace period", async () => {
    const { id, key } = await newKey();
    const verify = container();
    await verify(key);
    const { body } = await house.call("rotateKey", { accountId, keyId: id });
    expect(await verify(key)).toEqual({ kind: "invalid" });
    expect(await verify(body.key)).toMatchObject({ kind: "admitted" });
  });

  it("ends a secret in its grace period when the key is rotated again, or revoked", async () => {
    const { id, key } = await newKey();
    const grace = { accountId, keyId: id, body: { grace_period_seconds: 600 } };
    const second = (await house.call("rotateKey", grace)).body.key;
    const third = (await house.call("rotateKey", grace)).body.key;
    const verify = container();
    expect(await verify(key)).toEqual({ kind: "invalid" });
    expect(await verify(second)).toMatchObject({ kind: "admitted" });
    expect(await verify(third)).toMatchObject({ kind: "admitted" });
    await house.call("revokeKey", { accountId, keyId: id });
    expect(await verify(second)).toEqual({ kind: "invalid" });
    expect(await verify(third)).toEqual({ kind: "invalid" });
    expect((await house.call("rotateKey", grace)).status).toBe(409);
  });

  it("shares one limit between both secrets", async () => {
    const { id, key } = await newKey({ rate_limit_per_minute: 2 });
    const grace = { accountId, keyId: id, body: { grace_period_seconds: 600 } };
    const next = (await house.call("rotateKey", grace)).body.key;
    const verify = container();
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    expect(await verify(next)).toMatchObject({ kind: "admitted" });
    expect(await verify(key)).toMatchObject({ kind: "limited" });
    expect(await verify(next)).toMatchObject({ kind: "limited" });
  });
});

describe("changes", () => {
  it("act on the next request of a container that knows the key", async () => {
    const { id, key } = await newKey();
    const verify = container();
    const update = (body: unknown) => house.call("updateKey", { accountId, keyId: id, body });
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    expect((await update({ is_active: false })).body.is_active).toBe(false);
    expect(await verify(key)).toEqual({ kind: "invalid" });
    await update({ is_active: true });
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    await update({ expires_at: "2027-01-15T08:00:30Z" });
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    house.nowEpochMs += 30_000;
    expect(await verify(key)).toEqual({ kind: "invalid" });
    await update({ expires_at: null });
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    await update({ rate_limit_per_minute: 4 });
    expect(await verify(key)).toMatchObject({ kind: "limited", quota: { limit: 4 } });
    await update({ rate_limit_per_minute: 6 });
    expect(await verify(key)).toMatchObject({ kind: "admitted", quota: { limit: 6 } });
    await house.call("putAccount", { accountId, body: { plan: "pro" } });
    expect(await verify(key)).toMatchObject({ kind: "ineligible" });
  });

  it("each leave one event, and what changes nothing leaves none", async () => {
    const { id } = await newKey();
    const call = { accountId, keyId: id };
    await house.call("updateKey", { ...call, body: { name: "Renamed", is_active: false } });
    await house.call("updateKey", { ...call, body: { name: "Renamed" } });
    await house.call("putAccount", { accountId, body: { plan: "agency" } });
    await house.call("putAccount", { accountId, body: { plan: "master", name: "Example" } });
    await house.call("rotateKey", { ...call, body: { grace_period_seconds: 60 } });
    await house.call("revokeKey", call);
    await house.call("revokeKey", call);
    const trail = await events();
    expect(trail.map(({ action }) => action)).toEqual([
      "key.revoked",
      "key.rotated",
      "account.updated",
      "key.updated",
      "key.created",
      "account.created",
    ]);
    expect(trail[3]).toMatchObject({
      key_id: id,
      actor: { type: "operator", subject: null },
      source_ip: "192.0.2.1",
      user_agent: "test",
      request_id: "request updateKey",
      changes: {
        name: { before: "Test", after: "Renamed" },
        is_active: { before: true, after: false },
      },
    });
    expect(trail[2]?.changes).toEqual({
      plan: { before: "agency", after: "master" },
      name: { before: null, after: "Example" },
    });
    expect(JSON.stringify(trail)).not.toMatch(/digest|pepper|sk_live_[0-9A-Za-z]{8}_/);
  });

  it("of a revoked key are refused", async () => {
    const { id } = await newKey();
    await house.call("revokeKey", { accountId, keyId: id });
    const answer = await house.call("updateKey", {
      accountId,
      keyId: id,
      body: { is_active: true },
    });
    expect(answer).toMatchObject({ status: 409, body: { error: "API key is revoked" } });
  });

  it("made at the same time are all kept, one after the other", async () => {
    const { id } = await newKey();
    const names = Array.from({ length: 8 }, (_, index) => `Name ${index}`);
    await Promise.all(
      names.map((name) => house.call("updateKey", { accountId, keyId: id, body: { name } })),
    );
    const renames = (await events()).filter(({ action }) => action === "key.updated");
    expect(renames).toHaveLength(names.length);
  });

  it("reach every key when the plan changes while keys are being made", async () => {
    const creations = Array.from({ length: 12 }, () => newKey());
    const change = house.call("putAccount", { accountId, body: { plan: "pro" } });
    const keys = await Promise.all(creations);
    expect((await change).status).toBe(200);
    for (const { key } of keys) {
      expect(await container()(key)).toMatchObject({ kind: "ineligible" });
    }
  });
});

describe("revocation", () => {
  it("refuses whatever starts after its answer, with 200 uses in flight", async () => {
    const { id, key } = await newKey({ rate_limit_per_minute: 10_000 });
    const containers = Array.from({ length: 4 }, () => container());
    const inFlight = Array.from({ length: 200 }, (_, index) => containers[index % 4]?.(key));
    const answer = await house.call("revokeKey", { accountId, keyId: id });
    expect(answer.status).toBe(200);
    const later = await Promise.all(containers.map((verify) => verify(key)));
    expect(later).toEqual(Array(4).fill({ kind: "invalid" }));
    await Promise.allSettled(inFlight);
  }, 30_000);
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
  }, 30_000);

  it("rotates once for equal requests", async () => {
    const { id } = await newKey();
    const call = { accountId, keyId: id, headers: { "Idempotency-Key": "rotate-1" } };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => house.call("rotateKey", call)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const rotations = (await events()).filter(({ action }) => action === "key.rotated");
    expect(rotations).toHaveLength(1);
  });

  it("never passes the cap, and says so", async () => {
    await house.call("putAccount", { accountId, body: { plan: "agency", max_active_keys: 10 } });
    const creations = Array.from({ length: 100 }, () =>
      house.call("createKey", { accountId, body: { name: "Racer" } }),
    );
    const answers = await Promise.all(creations);
    const { body } = await house.call("listKeys", { accountId, query: { limit: "100" } });
    const created = answers.filter(({ status }) => status === 201);
    expect(created.length).toBe(body.data.length);
    expect(created.length).toBeLessThanOrEqual(10);
    const account = await house.call("getAccount", { accountId });
    expect(account.body.api_keys.active).toBe(created.length);
    for (const { status } of answers) expect([201, 409, 503]).toContain(status);
  }, 30_000);

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
    const verify = container("acme_");
    expect(await verify(foreign)).toEqual({ kind: "invalid" });
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
    expect((await table.readKey(id))?.digest.pepperVersion).toBe("sha256");

    expect(await verify(foreign)).toMatchObject({ kind: "admitted", caller: { keyId: id } });
    const record = await table.readKey(id);
    expect(record).toMatchObject({ totalRequests: 1, digest: { pepperVersion: "v1" } });
    expect(await verify(foreign)).toMatchObject({ kind: "admitted" });
    expect(await container("")(foreign)).toEqual({ kind: "invalid" });

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

describe("usage", () => {
  it("is counted exactly, per day and in all", async () => {
    const { id, key } = await newKey();
    const day = 24 * 60 * 60 * 1000;
    const verify = container();
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
    const { id, key } = await newKey({ rate_limit_per_minute: 1 });
    const explain = async () => (await house.call("explainKey", { accountId, keyId: id })).body;
    expect(await explain()).toMatchObject({ verdict: "admitted", status: 200, error: null });
    await container()(key);
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
      ["plan_eligible", false],
      ["within_limit", false],
    ]);
  });
});

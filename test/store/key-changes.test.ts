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

describe("changes", () => {
  it("act on the next request of a container that knows the key", async () => {
    const { id, key } = await house.newKey(accountId);
    const verify = house.container();
    const update = (body: unknown) => house.call("updateKey", { accountId, keyId: id, body });
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    expect((await update({ is_active: false })).body.is_active).toBe(false);
    expect(await verify(key)).toMatchObject({ kind: "invalid" });
    await update({ is_active: true });
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    await update({ expires_at: "2027-01-15T08:00:30Z" });
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    house.nowEpochMs += 30_000;
    expect(await verify(key)).toMatchObject({ kind: "invalid" });
    await update({ expires_at: null });
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    await update({ rate_limit_per_minute: 4 });
    expect(await verify(key)).toMatchObject({ kind: "limited", allowance: { limit: 4 } });
    await update({ rate_limit_per_minute: 6 });
    expect(await verify(key)).toMatchObject({ kind: "admitted", allowance: { limit: 6 } });
    await house.call("putAccount", { accountId, body: { plan: "pro" } });
    expect(await verify(key)).toMatchObject({ kind: "forbidden", reason: "plan" });
  });

  it("each leave one event, and what changes nothing leaves none", async () => {
    const { id } = await house.newKey(accountId);
    const call = { accountId, keyId: id };
    await house.call("updateKey", { ...call, body: { name: "Renamed", is_active: false } });
    await house.call("updateKey", { ...call, body: { name: "Renamed" } });
    await house.call("putAccount", { accountId, body: { plan: "agency" } });
    await house.call("putAccount", { accountId, body: { plan: "master", name: "Example" } });
    await house.call("rotateKey", { ...call, body: { grace_period_seconds: 60 } });
    await house.call("revokeKey", call);
    await house.call("revokeKey", call);
    const trail = await house.events(accountId);
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
      request_id: "request-1",
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
    const { id } = await house.newKey(accountId);
    await house.call("revokeKey", { accountId, keyId: id });
    const answer = await house.call("updateKey", {
      accountId,
      keyId: id,
      body: { is_active: true },
    });
    expect(answer).toMatchObject({ status: 409, body: { error: "API key is revoked" } });
  });

  it("made at the same time are all kept, one after the other", async () => {
    const { id } = await house.newKey(accountId);
    const names = Array.from({ length: 8 }, (_, index) => `Name ${index}`);
    await Promise.all(
      names.map((name) => house.call("updateKey", { accountId, keyId: id, body: { name } })),
    );
    const renames = (await house.events(accountId)).filter(
      ({ action }) => action === "key.updated",
    );
    expect(renames).toHaveLength(names.length);
  });

  it("reach every key when the plan changes while keys are being made", async () => {
    const creations = Array.from({ length: 12 }, () => house.newKey(accountId));
    const change = house.call("putAccount", { accountId, body: { plan: "pro" } });
    const keys = await Promise.all(creations);
    expect((await change).status).toBe(200);
    for (const { key } of keys) {
      expect(await house.container()(key)).toMatchObject({ kind: "forbidden", reason: "plan" });
    }
  });
});

describe("revocation", () => {
  it("refuses whatever starts after its answer, with 200 uses in flight", async () => {
    const { id, key } = await house.newKey(accountId, { rate_limit_per_minute: 10_000 });
    const containers = Array.from({ length: 4 }, () => house.container());
    const inFlight = Array.from({ length: 200 }, (_, index) => containers[index % 4]?.(key));
    const answer = await house.call("revokeKey", { accountId, keyId: id });
    expect(answer.status).toBe(200);
    const later = await Promise.all(containers.map((verify) => verify(key)));
    expect(later).toMatchObject(Array(4).fill({ kind: "invalid" }));
    await Promise.allSettled(inFlight);
  });
});

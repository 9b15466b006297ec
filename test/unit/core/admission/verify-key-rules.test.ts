import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKeyFor } from "../../../../core/key/api-key.ts";
import { rulesAt } from "../../../../core/key/key-rules.ts";
import type { ManagedKey } from "../../../../core/key/managed-key.ts";
import { ample } from "../../../support/deadlines.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
import { startEpochMs, VerifyHouse } from "../../../support/verify-house.ts";

/* Keys with scopes, allow lists and quotas. */

const keyring = newKeyring();
const everyRule = {
  scopes: ["models:read"],
  allowedIps: Array.from({ length: 20 }, (_, index) => `192.0.2.${index}`),
  quotas: { day: 100, month: 1_000, total: 10_000 },
};
const asked = { scope: "models:read", address: "192.0.2.7" };

function houseWith(overrides: Partial<ManagedKey>) {
  const house = new VerifyHouse(keyring);
  const { key, record } = newKey(keyring, overrides);
  house.table.put(record);
  const change = (rules: Partial<ManagedKey>) => {
    const before = house.table.records.get(key.id) ?? record;
    const version = before.version + 1;
    const after = { ...before, ...rules, version };
    house.table.put({ ...after, ...rulesAt(version, after, after.quotaUse) });
  };
  return { house, key, container: house.container(), change };
}

describe("a key with every rule", () => {
  it("is judged in two round trips at first sight, and in one from then on", async () => {
    const { house, key } = houseWith(rulesAt(1, everyRule));
    const container = house.container({ keys: 10, rejected: 100, expectsRules: true });
    expect(await container.verify(key.text, asked)).toMatchObject({ kind: "admitted" });
    expect([house.table.reads, house.table.writes]).toEqual([1, 1]);
    for (let requests = 0; requests < 30; requests++) {
      house.nowEpochMs += 700;
      expect(await container.verify(key.text, asked)).toMatchObject({ kind: "admitted" });
    }
    expect([house.table.reads, house.table.writes]).toEqual([1, 31]);
  });

  it("takes one more in a container that has not heard of rules yet, but for that one time", async () => {
    const { house, key, container } = houseWith(rulesAt(1, everyRule));
    expect(await container.verify(key.text, asked)).toMatchObject({ kind: "admitted" });
    expect([house.table.reads, house.table.writes]).toEqual([1, 2]);
    const { key: another, record } = newKey(keyring, rulesAt(1, everyRule));
    house.table.put(record);
    house.takeLooks();
    expect(await container.verify(another.text, asked)).toMatchObject({ kind: "admitted" });
    expect([house.table.reads, house.table.writes]).toEqual([1, 1]);
  });

  it("is refused for its address before its scope, and tells neither to a wrong secret", async () => {
    const { key, container } = houseWith(rulesAt(1, everyRule));
    expect(await container.verify(key.text, { scope: "account:read" })).toMatchObject({
      kind: "forbidden",
      reason: "address",
    });
    expect(await container.verify(key.text, { ...asked, scope: "account:read" })).toMatchObject({
      kind: "forbidden",
      reason: "scope",
    });
    const forged = issueKeyFor(key.id, randomBytes, defaultKeyPrefix);
    expect(await container.verify(forged.text, { scope: "account:read" })).toMatchObject({
      kind: "invalid",
      reason: "wrong_secret",
    });
  });

  it("is never refused by what a container remembers: a read confirms it", async () => {
    const { house, key, container, change } = houseWith(rulesAt(1, everyRule));
    await container.verify(key.text, asked);
    const elsewhere = { ...asked, address: "198.51.100.1" };
    for (let requests = 0; requests < 3; requests++) {
      house.takeLooks();
      expect(await container.verify(key.text, elsewhere)).toMatchObject({ reason: "address" });
      expect([house.table.reads, house.table.writes]).toEqual([1, 0]);
    }
    change({ allowedIps: undefined });
    expect(await container.verify(key.text, elsewhere)).toMatchObject({ kind: "admitted" });
  });
});

describe("where the address cannot be found, a key with an allow list", () => {
  const lost = { ...asked, address: new Error("the origin secret is out of reach") };

  it.each<[string, Partial<ManagedKey>, object]>([
    ["paused", { isActive: false }, { kind: "invalid", reason: "paused" }],
    ["expired", { expiresAt: startEpochMs / 1000 - 1 }, { kind: "invalid", reason: "expired" }],
    ["suspended", { isSuspended: true }, { kind: "forbidden", reason: "suspended" }],
    ["on a plan that is not eligible", { plan: "free" }, { kind: "forbidden", reason: "plan" }],
  ])("is refused as ever while it is %s", async (_, overrides, refusal) => {
    const { key, container } = houseWith({ ...rulesAt(1, everyRule), ...overrides });
    for (let requests = 0; requests < 2; requests++) {
      expect(await container.verify(key.text, lost)).toMatchObject(refusal);
    }
  });

  it("is not told from an unknown one to a wrong secret", async () => {
    const { key, container } = houseWith(rulesAt(1, everyRule));
    await container.verify(key.text, asked);
    const forged = issueKeyFor(key.id, randomBytes, defaultKeyPrefix);
    expect(await container.verify(forged.text, lost)).toMatchObject({ reason: "wrong_secret" });
    await expect(container.verify(key.text, lost)).rejects.toThrow(lost.address);
  });
});

describe("a change of rules acts on the very next request", () => {
  it.each<[string, Partial<ManagedKey>, string]>([
    ["scopes", { scopes: [] }, "scope"],
    ["allowed_ips", { allowedIps: ["198.51.100.0"] }, "address"],
    ["quotas", { quotas: { total: 1 } }, "quota"],
  ])("of %s, on a key without rules and back", async (_, rules, reason) => {
    const { key, container, change } = houseWith({});
    expect(await container.verify(key.text, asked)).toMatchObject({ kind: "admitted" });
    change({ ...rules, quotaUse: { total: 1 } });
    expect(await container.verify(key.text, asked)).toMatchObject({ reason });
    change({ scopes: undefined, allowedIps: undefined, quotas: undefined });
    expect(await container.verify(key.text, asked)).toMatchObject({ kind: "admitted" });
  });

  it("of an account that is suspended and comes back", async () => {
    const { house, key, container } = houseWith({});
    await container.verify(key.text);
    house.table.change(key.id, { isSuspended: true });
    expect(await container.verify(key.text)).toMatchObject({
      kind: "forbidden",
      reason: "suspended",
    });
    house.table.change(key.id, { isSuspended: false });
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
  });

  it("between the read and the write of one request", async () => {
    const { house, key, change } = houseWith(rulesAt(1, everyRule));
    const { readKey } = house;
    house.readKey = async (keyId) => {
      const stored = await readKey(keyId, ample);
      house.readKey = readKey;
      change({ scopes: [] });
      return stored;
    };
    const reader = house.container({ keys: 10, rejected: 100, expectsRules: true });
    expect(await reader.verify(key.text, asked)).toMatchObject({ reason: "scope" });
  });

  it("whose two items are read at different moments is read again", async () => {
    const { house, key } = houseWith(rulesAt(1, everyRule));
    const { readKey } = house;
    house.readKey = async (keyId) => {
      const stored = await readKey(keyId, ample);
      house.readKey = readKey;
      const rules = stored?.rules && { ...stored.rules, version: 0, scopes: [] };
      return stored && { ...stored, rules };
    };
    expect(await house.container().verify(key.text, asked)).toMatchObject({ kind: "admitted" });
  });
});

describe("quotas", () => {
  it("admit exactly what they have, for each cost, over the ends of periods", async () => {
    // 2027-01-31T23:59:50Z
    const { house, key, container } = houseWith({
      ...rulesAt(1, {
        ...everyRule,
        allowedIps: undefined,
        quotas: { day: 7, month: 9, total: 20 },
      }),
      rateLimitPerMinute: 1_000,
    });
    house.nowEpochMs = Date.UTC(2027, 0, 31, 23, 59, 50);
    const use = async (cost: number) => (await container.verify(key.text, { cost })).kind;
    expect([await use(5), await use(3), await use(2), await use(1)]).toEqual([
      "admitted",
      "limited",
      "admitted",
      "limited",
    ]);
    house.nowEpochMs = Date.UTC(2027, 1, 1);
    expect([await use(7), await use(1)]).toEqual(["admitted", "limited"]);
    house.nowEpochMs = Date.UTC(2027, 1, 2);
    expect([await use(3), await use(2), await use(1)]).toEqual(["limited", "admitted", "limited"]);
    house.nowEpochMs = Date.UTC(2027, 2, 1);
    expect([await use(4), await use(1)]).toEqual(["admitted", "limited"]);
  });

  it("keep a container that lags in the period that the key is in", async () => {
    const { house, key, container } = houseWith(
      rulesAt(1, { ...everyRule, scopes: undefined, allowedIps: undefined, quotas: { day: 2 } }),
    );
    house.nowEpochMs = Date.UTC(2027, 1, 1, 0, 0, 5);
    await container.verify(key.text);
    const late = house.container();
    late.skewMs = -20_000;
    expect(await late.verify(key.text)).toMatchObject({ kind: "admitted" });
    expect(await late.verify(key.text)).toMatchObject({ kind: "limited", reason: "quota" });
    expect(await container.verify(key.text)).toMatchObject({ kind: "limited", reason: "quota" });
    expect(house.table.records.get(key.id)?.quotaUse.day).toBe(2);
  });

  it("tell the longest wait, and none if a total is used up", async () => {
    const { house, key, container } = houseWith({
      ...rulesAt(1, { scopes: undefined, allowedIps: undefined, quotas: { day: 1, total: 2 } }),
    });
    house.nowEpochMs = Date.UTC(2027, 1, 1, 23, 0, 0);
    await container.verify(key.text);
    expect(await container.verify(key.text)).toMatchObject({
      reason: "quota",
      retryAfterSeconds: 3_600,
      allowance: {
        quotas: [
          { period: "day", remaining: 0 },
          { period: "total", remaining: 1 },
        ],
      },
    });
    house.nowEpochMs = startEpochMs + 100 * 86_400_000;
    await container.verify(key.text);
    expect(await container.verify(key.text)).toMatchObject({
      reason: "quota",
      retryAfterSeconds: undefined,
    });
  });
});

describe("a cost", () => {
  it("counts in the window, and waits until it fits", async () => {
    const { house, key, container } = houseWith({ rateLimitPerMinute: 10 });
    expect(await container.verify(key.text, { cost: 7 })).toMatchObject({
      allowance: { remaining: 3 },
    });
    house.nowEpochMs += 2_000;
    expect(await container.verify(key.text, { cost: 4 })).toMatchObject({
      kind: "limited",
      retryAfterSeconds: 59,
    });
    expect(await container.verify(key.text, { cost: 3 })).toMatchObject({ kind: "admitted" });
    expect(await container.verify(key.text, { cost: 11 })).toMatchObject({ reason: "cost" });
  });
});

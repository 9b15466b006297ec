import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { ContentionError, createVerifyKey } from "../../../../core/admission/verify-key.ts";
import { defaultKeyPrefix, issueKey, issueKeyFor } from "../../../../core/key/api-key.ts";
import type { KeyRecord } from "../../../../core/key/key-record.ts";
import { Deadline } from "../../../../core/time/deadline.ts";
import { contractConfig } from "../../../support/contract-config.ts";
import { ample, TestClock } from "../../../support/deadlines.ts";
import { newKey, newKeyring, newMemory } from "../../../support/keys.ts";
import { startEpochMs, VerifyHouse } from "../../../support/verify-house.ts";

const keyring = newKeyring();
const startSecond = startEpochMs / 1000;

function houseWith(overrides: Partial<KeyRecord> = {}) {
  const house = new VerifyHouse(keyring);
  const { key, record } = newKey(keyring, overrides);
  house.table.put(record);
  const current = (): KeyRecord => house.table.records.get(key.id) ?? record;
  return { house, key, record, current, container: house.container() };
}

const full = { second: startSecond, count: 60, closed: new Array<number>(60).fill(0) };

describe("a live key on an eligible plan", () => {
  it("is admitted once the changes that others make at the same time let it", async () => {
    const { container, key, house } = houseWith({ window: { ...full, count: 1 } });
    const { admit } = house;
    let changes = 0;
    house.admit = async (attempt, deadline) => {
      if (changes < 9) house.table.change(key.id, { rateLimitPerMinute: 100 + ++changes });
      return admit(attempt, deadline);
    };
    expect(await container.verify(key.text)).toMatchObject({
      kind: "admitted",
      allowance: { limit: 109 },
    });
  });

  it("is admitted, with its owner and its quota, and counted", async () => {
    const { container, key, current } = houseWith();
    expect(await container.verify(key.text)).toEqual({
      kind: "admitted",
      caller: { keyId: key.id, accountId: "acct_1", plan: "agency" },
      allowance: {
        limit: 60,
        remaining: 59,
        resetAtEpochSeconds: startSecond + 61,
        resetAfterSeconds: 61,
        quotas: [],
      },
    });
    expect(current()).toMatchObject({
      totalRequests: 1,
      window: { second: startSecond, count: 1 },
    });
  });

  it("is limited once its window is full, and the refusal costs no quota", async () => {
    const { container, key, record, house, current } = houseWith({ rateLimitPerMinute: 2 });
    await container.verify(key.text);
    await container.verify(key.text);
    house.nowEpochMs += 1_500;
    expect(await container.verify(key.text)).toEqual({
      kind: "limited",
      reason: "limit",
      retryAfterSeconds: 60,
      caller: { keyId: record.id, accountId: "acct_1", plan: "agency" },
      allowance: {
        limit: 2,
        remaining: 0,
        resetAtEpochSeconds: startSecond + 61,
        resetAfterSeconds: 60,
        quotas: [],
      },
    });
    expect(current().totalRequests).toBe(2);
  });

  it("changes nothing but its counters", async () => {
    const { container, key, record, house, current } = houseWith({ expiresAt: startSecond + 500 });
    await container.verify(key.text);
    house.nowEpochMs += 5_000;
    await container.verify(key.text);
    const { window, totalRequests, dailyRequests } = record;
    expect({ ...current(), window, totalRequests, dailyRequests }).toEqual(record);
  });
});

describe("a token that is no key", () => {
  it("is invalid before the table or the pepper is asked", async () => {
    const { container, key, house } = houseWith();
    const wrongChecksum = key.text.slice(0, -1) + (key.text.endsWith("0") ? "1" : "0");
    const junk = ["", " ", "sk_live_", key.id, `${key.text} `, wrongChecksum, "x".repeat(16_384)];
    for (const token of junk)
      expect(await container.verify(token)).toMatchObject({ kind: "invalid" });
    expect(house.table.writes).toBe(0);
    expect(container.askedVersions).toEqual([]);
  });
});

describe("a key that may not call", () => {
  const dead: [string, Partial<KeyRecord>][] = [
    ["paused", { isActive: false }],
    ["revoked", { isActive: false, revokedAt: startSecond - 1 }],
    ["revoked but for its state", { revokedAt: startSecond - 1 }],
    ["expired", { expiresAt: startSecond }],
    ["long expired", { expiresAt: 1 }],
    ["paused, on a plan without access", { isActive: false, plan: "free" }],
    ["expired, with a full window", { expiresAt: startSecond, window: full }],
    ["revoked, without access, with a full window", { revokedAt: 1, plan: "pro", window: full }],
  ];

  it.each(dead)("is invalid and nothing more where it is %s", async (_, overrides) => {
    const { container, key, record, current } = houseWith(overrides);
    for (let again = 0; again < 3; again++) {
      expect(await container.verify(key.text)).toMatchObject({ kind: "invalid" });
    }
    expect(current()).toEqual(record);
  });

  it("is ineligible on a plan without access, even with a full window", async () => {
    for (const plan of ["free", "pro"] as const) {
      const { container, key, record, current } = houseWith({ plan, window: full });
      const caller = { keyId: record.id, accountId: "acct_1", plan };
      expect(await container.verify(key.text)).toEqual({
        kind: "forbidden",
        reason: "plan",
        caller,
      });
      expect(current()).toEqual(record);
    }
  });

  it("is invalid with another secret, whatever else would be said of the key", async () => {
    const cases: Partial<KeyRecord>[] = [{}, { plan: "free" }, { window: full }];
    for (const overrides of cases) {
      const { container, key, record, current } = houseWith(overrides);
      const other = issueKeyFor(key.id, randomBytes, defaultKeyPrefix);
      expect(await container.verify(other.text)).toMatchObject({ kind: "invalid" });
      await container.verify(key.text);
      expect(await container.verify(other.text)).toMatchObject({ kind: "invalid" });
      expect(current().digest).toEqual(record.digest);
    }
  });

  it("is invalid where no such key exists, and nothing is created for it", async () => {
    const { container, house } = houseWith();
    const unknown = issueKey(randomBytes, defaultKeyPrefix);
    for (let again = 0; again < 3; again++) {
      expect(await container.verify(unknown.text)).toMatchObject({ kind: "invalid" });
    }
    expect([...house.table.records.keys()]).not.toContain(unknown.id);
    expect(house.table.records.size).toBe(1);
  });

  it("ends with the second of its expiry, by the clock alone", async () => {
    const { container, key, house } = houseWith({ expiresAt: startSecond + 10 });
    house.nowEpochMs += 9_999;
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
    house.nowEpochMs += 1;
    expect(await container.verify(key.text)).toMatchObject({ kind: "invalid" });
  });
});

describe("what a container remembers", () => {
  it("saves the second round trip for a known key", async () => {
    const { container, key, house } = houseWith();
    await container.verify(key.text);
    house.takeLooks();
    for (const pauseMs of [0, 1_000, 30_000, 60_000, 61_000, 90_000_000, 40 * 86_400_000]) {
      house.nowEpochMs += pauseMs;
      expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
      expect(house.takeLooks()).toBe(1);
    }
  });

  it("is not needed: a container that forgets everything judges the same", async () => {
    const { key, house } = houseWith({ rateLimitPerMinute: 5 });
    const forgetful = house.container();
    const kinds: string[] = [];
    for (let request = 0; request < 8; request++) {
      forgetful.restart();
      kinds.push((await forgetful.verify(key.text)).kind);
      house.nowEpochMs += 700;
    }
    expect(kinds).toEqual([...new Array(5).fill("admitted"), ...new Array(3).fill("limited")]);
  });

  it("spares the table a flood of refused requests, and asks anew in the next second", async () => {
    const { container, key, house } = houseWith({ rateLimitPerMinute: 1 });
    await container.verify(key.text);
    house.takeLooks();
    for (let request = 0; request < 100; request++) {
      house.nowEpochMs = startEpochMs + request * 9;
      expect(await container.verify(key.text)).toMatchObject({ kind: "limited" });
    }
    expect(house.takeLooks()).toBeLessThanOrEqual(4);
    house.nowEpochMs = startEpochMs + 1_000;
    await container.verify(key.text);
    expect(house.takeLooks()).toBe(1);
  });

  it("spends no write on a request that it expects to be refused", async () => {
    for (const refused of [{ plan: "free" }, { isActive: false }, { window: full }] as const) {
      const { container, key, house } = houseWith(refused);
      await container.verify(key.text);
      house.table.writes = 0;
      for (let request = 0; request < 10; request++) await container.verify(key.text);
      expect(house.table.writes).toBe(0);
    }
  });

  it("does not outlast the second: a raised limit is used in the next one", async () => {
    const { container, key, house } = houseWith({ rateLimitPerMinute: 1 });
    for (let request = 0; request < 20; request++) await container.verify(key.text);
    house.table.change(key.id, { rateLimitPerMinute: 2 });
    house.nowEpochMs += 1_000;
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
  });

  it("refuses no longer than a second even where the window's latest second is yet to come", async () => {
    const { house, key } = houseWith({ rateLimitPerMinute: 1 });
    const [ahead, container] = [house.container(), house.container()];
    ahead.skewMs = 90_000;
    await ahead.verify(key.text);
    for (let request = 0; request < 20; request++) {
      expect(await container.verify(key.text)).toMatchObject({ kind: "limited" });
    }
    house.table.change(key.id, { rateLimitPerMinute: 10 });
    house.nowEpochMs += 1_000;
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
  });

  it("knows nothing of another secret under the same id", async () => {
    const { container, key } = houseWith({ rateLimitPerMinute: 1 });
    for (let request = 0; request < 20; request++) await container.verify(key.text);
    const other = issueKeyFor(key.id, randomBytes, defaultKeyPrefix);
    expect(await container.verify(other.text)).toMatchObject({ kind: "invalid" });
    expect(await container.verify(key.text)).toMatchObject({ kind: "limited" });
  });
});

describe("a fault", () => {
  it("of the table is passed on, and leaves the next request unharmed", async () => {
    const { container, key, house } = houseWith();
    const { admit } = house;
    const outOfReach = async () => Promise.reject(new Error("table out of reach"));
    house.admit = outOfReach;
    await expect(container.verify(key.text)).rejects.toThrow("table out of reach");
    house.admit = admit;
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
  });

  it("of the read that confirms a refusal is passed on: it is no refusal", async () => {
    const { container, key, house } = houseWith({ isActive: false });
    await container.verify(key.text);
    const { readKey } = house;
    house.readKey = async () => Promise.reject(new Error("table out of reach"));
    await expect(container.verify(key.text)).rejects.toThrow("table out of reach");
    house.readKey = readKey;
    house.table.change(key.id, { isActive: true });
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
  });

  it("after the write has taken effect costs quota but never gives any", async () => {
    const { container, key, house } = houseWith({ rateLimitPerMinute: 3 });
    await container.verify(key.text);
    const { admit } = house;
    house.admit = async (attempt) => {
      await admit(attempt, ample);
      throw new Error("answer lost");
    };
    await expect(container.verify(key.text)).rejects.toThrow("answer lost");
    house.admit = admit;
    expect(await container.verify(key.text)).toMatchObject({
      kind: "admitted",
      allowance: { remaining: 0 },
    });
    expect(await container.verify(key.text)).toMatchObject({ kind: "limited" });
  });

  it("is what attempts end with that meet a change each time, at the deadline", async () => {
    const { key, record } = houseWith();
    let attempts = 0;
    const clock = new TestClock();
    const verifyKey = createVerifyKey({
      admit: async () => {
        attempts++;
        return { kind: "refused", record };
      },
      readKey: async () => ({ record, rules: undefined }),
      keyring: async () => keyring,
      nowEpochMs: () => startEpochMs,
      random: () => 1,
      memory: newMemory(),
      config: contractConfig,
    });
    const deadline = new Deadline(1_000, clock);
    const error: unknown = await verifyKey(
      { token: key.text, cost: 1, scope: undefined, callerAddress: async () => undefined },
      deadline,
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ContentionError);
    expect(String(error)).not.toContain(key.text.slice(17, 49));
    // The second attempt follows at once: it is the first that knows the key.
    expect(clock.pauses.slice(0, 6)).toEqual([4, 8, 16, 32, 64, 64]);
    expect(attempts).toBe(clock.pauses.length + 2);
    expect(clock.nowMs).toBeLessThan(1_000);
  });
});

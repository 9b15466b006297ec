import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKeyFor } from "../../../../core/key/api-key.ts";
import type { KeyRecord } from "../../../../core/key/key-record.ts";
import { digestKey } from "../../../../core/key/pepper.ts";
import { ample } from "../../../support/deadlines.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
import { startEpochMs, VerifyHouse } from "../../../support/verify-house.ts";

const keyring = newKeyring();
const startSecond = startEpochMs / 1000;

/** A container that has just admitted the key, and so has the fullest memory of it. */
async function warmHouse(overrides: Partial<KeyRecord> = {}) {
  const house = new VerifyHouse(keyring);
  const { key, record } = newKey(keyring, overrides);
  house.table.put(record);
  const container = house.container();
  expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
  const change = (changed: Partial<KeyRecord>) => house.table.change(key.id, changed);
  return { house, container, key, change };
}

describe("a change acts on the very next request of a container that knows the key", () => {
  it("when the key is paused, and again when it is resumed", async () => {
    const { container, key, change } = await warmHouse();
    change({ isActive: false });
    expect(await container.verify(key.text)).toMatchObject({ kind: "invalid" });
    change({ isActive: true });
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
  });

  it("when the key is revoked, for good", async () => {
    const { house, container, key, change } = await warmHouse();
    change({ isActive: false, revokedAt: startSecond });
    for (let later = 0; later < 4; later++) {
      expect(await container.verify(key.text)).toMatchObject({ kind: "invalid" });
      house.nowEpochMs += 61_000;
    }
  });

  it("when an expiry is set, passed, and lifted", async () => {
    const { house, container, key, change } = await warmHouse();
    change({ expiresAt: startSecond + 5 });
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
    house.nowEpochMs += 5_000;
    expect(await container.verify(key.text)).toMatchObject({ kind: "invalid" });
    change({ expiresAt: undefined });
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
  });

  it("when the expiry that the container remembers was put off", async () => {
    const { house, container, key, change } = await warmHouse({ expiresAt: startSecond + 5 });
    change({ expiresAt: startSecond + 500 });
    house.nowEpochMs += 10_000;
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
  });

  it("when the plan loses access, changes, and gets access back", async () => {
    const { container, key, change } = await warmHouse();
    change({ plan: "pro" });
    expect(await container.verify(key.text)).toMatchObject({
      kind: "forbidden",
      caller: { plan: "pro" },
    });
    change({ plan: "enterprise" });
    expect(await container.verify(key.text)).toMatchObject({
      kind: "admitted",
      caller: { plan: "enterprise" },
    });
    change({ plan: "master" });
    expect(await container.verify(key.text)).toMatchObject({
      kind: "admitted",
      caller: { plan: "master" },
    });
  });

  it("when the limit is lowered below what is used up", async () => {
    const { container, key, change } = await warmHouse();
    await container.verify(key.text);
    change({ rateLimitPerMinute: 1 });
    expect(await container.verify(key.text)).toMatchObject({
      kind: "limited",
      allowance: { limit: 1, remaining: 0, resetAtEpochSeconds: startSecond + 61 },
    });
  });

  it("when the limit is raised", async () => {
    const { container, key, change } = await warmHouse();
    change({ rateLimitPerMinute: 200 });
    expect(await container.verify(key.text)).toMatchObject({
      kind: "admitted",
      allowance: { limit: 200, remaining: 198 },
    });
  });

  it("when the limit of a full window is raised, once that second has ended", async () => {
    const { house, container, key, change } = await warmHouse({ rateLimitPerMinute: 1 });
    expect(await container.verify(key.text)).toMatchObject({ kind: "limited" });
    change({ rateLimitPerMinute: 2 });
    house.nowEpochMs += 1_000;
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
  });

  it("when the secret is rotated: the old one is refused and the new one works", async () => {
    const { house, container, key, change } = await warmHouse();
    const rotated = issueKeyFor(key.id, randomBytes, defaultKeyPrefix);
    const digest = digestKey(rotated.text, keyring);
    if (!digest) throw new Error("the keyring lacks its active version");
    const old = digestKey(key.text, keyring);
    if (!old) throw new Error("the keyring lacks its active version");
    change({ digest, previous: { digest: old, validUntil: 0, lastUsedAt: undefined } });
    const superseded = { kind: "invalid", reason: "superseded" };
    expect(await container.verify(key.text)).toMatchObject(superseded);
    expect(await container.verify(rotated.text)).toMatchObject({ kind: "admitted" });
    // From memory: a secret that ended at once is never good again, whatever the clock.
    house.takeLooks();
    expect(await container.verify(key.text)).toMatchObject(superseded);
    expect(house.takeLooks()).toBe(0);
    const made = issueKeyFor(key.id, randomBytes, defaultKeyPrefix).text;
    expect(await container.verify(made)).toMatchObject({ reason: "wrong_secret" });
    expect(await container.verify(rotated.text)).toMatchObject({ kind: "admitted" });
  });

  it("when the secret is rotated with a grace period: both work, until it ends", async () => {
    const { house, container, key, change } = await warmHouse();
    const rotated = issueKeyFor(key.id, randomBytes, defaultKeyPrefix);
    const [digest, old] = [rotated, key].map(({ text }) => digestKey(text, keyring));
    if (!digest || !old) throw new Error("the keyring lacks its active version");
    const validUntil = startSecond + 10;
    change({ digest, previous: { digest: old, validUntil, lastUsedAt: undefined } });
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
    expect(await container.verify(rotated.text)).toMatchObject({ kind: "admitted" });
    house.nowEpochMs += 9_999;
    expect(await container.verify(key.text)).toMatchObject({
      kind: "admitted",
      allowance: { remaining: 56 },
    });
    expect(house.table.records.get(key.id)?.previous?.lastUsedAt).toBe(startSecond + 9);
    house.nowEpochMs += 1;
    expect(await container.verify(key.text)).toMatchObject({ reason: "superseded" });
    expect(await container.verify(rotated.text)).toMatchObject({ kind: "admitted" });
  });

  it("when the key is gone from the table", async () => {
    const { house, container, key } = await warmHouse();
    house.table.records.delete(key.id);
    expect(await container.verify(key.text)).toMatchObject({ kind: "invalid" });
    expect(house.table.records.size).toBe(0);
  });

  it("when it happens between two attempts of one request", async () => {
    const { house, key, change } = await warmHouse();
    const cold = house.container({ keys: 10, rejected: 100, expectsRules: true });
    const { readKey } = house;
    house.readKey = async (keyId) => {
      const stored = await readKey(keyId, ample);
      change({ isActive: false, revokedAt: startSecond });
      return stored;
    };
    expect(await cold.verify(key.text)).toMatchObject({ kind: "invalid", reason: "revoked" });
  });
});

import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey } from "../../../../core/key/api-key.ts";
import { foreignKeyId } from "../../../../core/key/foreign-key.ts";
import type { ManagedKey } from "../../../../core/key/managed-key.ts";
import { unpeppered } from "../../../../core/key/pepper.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
import { startEpochMs, VerifyHouse } from "../../../support/verify-house.ts";

const keyring = newKeyring();

function houseWith(overrides: Partial<ManagedKey> = {}) {
  const house = new VerifyHouse(keyring);
  const { key, record } = newKey(keyring, overrides);
  house.table.put(record);
  return { house, key, container: house.container() };
}

describe("a window that the table has shown to be full", () => {
  it("is confirmed three times, then refuses from memory until the second ends", async () => {
    const { house, key, container } = houseWith({ rateLimitPerMinute: 5 });
    for (let request = 0; request < 5; request++) await container.verify(key.text);
    house.takeLooks();
    for (let request = 0; request < 10; request++) {
      expect(await container.verify(key.text)).toMatchObject({ kind: "limited", reason: "limit" });
    }
    expect(house.takeLooks()).toBe(3);
    house.nowEpochMs += 1_000;
    expect(await container.verify(key.text)).toMatchObject({ kind: "limited", reason: "limit" });
    expect(house.takeLooks()).toBe(1);
  });

  it("is not one that has room for a request of less cost", async () => {
    const { house, key, container } = houseWith({ rateLimitPerMinute: 7 });
    expect(await container.verify(key.text, { cost: 4 })).toMatchObject({ kind: "admitted" });
    house.takeLooks();
    for (let request = 0; request < 10; request++) {
      expect(await container.verify(key.text, { cost: 4 })).toMatchObject({ kind: "limited" });
    }
    expect(house.takeLooks()).toBe(3);
    expect(await container.verify(key.text, { cost: 3 })).toMatchObject({ kind: "admitted" });
  });
});

describe("the previous secret of a key", () => {
  it("is good to its last second under a pepper that the container has to fetch", async () => {
    const both = newKeyring("v2", ["v1", "v2"]);
    const first = { activeVersion: "v1", peppers: new Map([...both.peppers].slice(0, 1)) };
    const old = newKey(both);
    const validUntil = startEpochMs / 1000 + 1;
    const previous = { digest: old.record.digest, validUntil, lastUsedAt: undefined };
    const house = new VerifyHouse(first);
    const container = house.container();
    await container.verify(newKey(first).key.text);
    house.keyring = both;
    house.table.put({ ...newKey(first).record, id: old.key.id, previous });
    expect(await container.verify(old.key.text)).toMatchObject({ kind: "admitted" });
    expect(container.askedVersions).toContain("v2");
  });

  it("is good again if the clock that was ahead of its grace period is set right", async () => {
    const old = newKey(keyring);
    const endsAt = startEpochMs / 1000 + 60;
    const previous = { digest: old.record.digest, validUntil: endsAt, lastUsedAt: undefined };
    const { house, container } = houseWith({ id: old.key.id, previous });
    house.nowEpochMs = endsAt * 1000;
    const refused = { kind: "invalid", reason: "superseded" };
    expect(await container.verify(old.key.text)).toMatchObject(refused);
    house.nowEpochMs -= 1_000;
    expect(await container.verify(old.key.text)).toMatchObject({ kind: "admitted" });
    // Five minutes later no clock is that far behind.
    const looks = [];
    for (const second of [299, 299, 300, 300]) {
      house.nowEpochMs = (endsAt + second) * 1000;
      house.takeLooks();
      expect(await container.verify(old.key.text)).toMatchObject(refused);
      looks.push(house.takeLooks());
    }
    expect(looks).toEqual([1, 1, 1, 0]);
  });
});

describe("a key that is imported by its prefix", () => {
  it("is written at once, and admitted in the second in which it was unknown", async () => {
    const house = new VerifyHouse(keyring);
    house.importedKeys = { prefix: "old_" };
    const container = house.container();
    const token = `old_${randomBytes(16).toString("hex")}`;
    const unknown = { kind: "invalid", reason: "unknown" };
    expect(await container.verify(token)).toMatchObject(unknown);
    expect([house.table.reads, house.table.writes]).toEqual([0, 1]);
    const bytes = createHash("sha256").update(token).digest();
    const digest = { pepperVersion: unpeppered, bytes };
    house.table.put({ ...newKey(keyring).record, id: foreignKeyId(bytes), digest });
    expect(await container.verify(token)).toMatchObject({ kind: "admitted" });
  });
});

it("a token says why it is refused: its form, its checksum, or that nobody has it", async () => {
  const { container } = houseWith();
  const { text } = issueKey(randomBytes, defaultKeyPrefix);
  const mistyped = text.slice(0, -1) + (text.endsWith("0") ? "1" : "0");
  const reasons = [];
  for (const token of ["nothing", mistyped, text, text]) {
    const verdict = await container.verify(token);
    reasons.push(verdict.kind === "invalid" && verdict.reason);
  }
  expect(reasons).toEqual(["malformed", "checksum", "unknown", "unknown"]);
});

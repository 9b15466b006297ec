import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey, issueKeyFor } from "../../../../core/key/api-key.ts";
import { foreignKeyId } from "../../../../core/key/foreign-key.ts";
import type { KeyRecord } from "../../../../core/key/key-record.ts";
import { unpeppered } from "../../../../core/key/pepper.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
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

describe("a presented key that can never become valid", () => {
  it.each([
    ["unknown", () => issueKey(randomBytes, defaultKeyPrefix).text],
    ["of another secret", (id: string) => issueKeyFor(id, randomBytes, defaultKeyPrefix).text],
  ])("is refused without asking again, where it is %s", async (_, tokenFor) => {
    const { container, key, house } = houseWith();
    const token = tokenFor(key.id);
    await container.verify(token);
    house.takeLooks();
    for (let request = 0; request < 10; request++) {
      expect(await container.verify(token)).toMatchObject({ kind: "invalid" });
      house.nowEpochMs += 30_000;
    }
    expect(house.takeLooks()).toBe(0);
  });

  it("is not taken for one that is paused, expired, or on the wrong plan", async () => {
    const { container, key, house } = houseWith();
    for (const obstacle of [
      { isActive: false },
      { expiresAt: startSecond },
      { plan: "free" },
    ] as const) {
      house.table.change(key.id, obstacle);
      for (let request = 0; request < 6; request++) {
        expect((await container.verify(key.text)).kind).not.toBe("admitted");
      }
      house.table.change(key.id, { isActive: true, expiresAt: undefined, plan: "agency" });
      expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
    }
  });

  it("does not push a good key out of memory, however many there are", async () => {
    const { container, key, house } = houseWith();
    await container.verify(key.text);
    for (let request = 0; request < 300; request++) {
      await container.verify(issueKey(randomBytes, defaultKeyPrefix).text);
    }
    house.takeLooks();
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
    expect(house.takeLooks()).toBe(1);
  });

  it("is judged anew once the secret held a wrong pepper and was put right", async () => {
    const { container, key, house } = houseWith();
    house.keyring = newKeyring();
    expect(await container.verify(key.text)).toMatchObject({ kind: "invalid" });
    house.keyring = keyring;
    container.forgetKeyring();
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
  });
});

describe("where any text may be an imported key", () => {
  function anyHouse() {
    const house = new VerifyHouse(keyring);
    house.importedKeys = "any";
    return { house, container: house.container() };
  }
  const made = () => `old-${randomBytes(20).toString("hex")}`;

  it("refuses what begins like a key of ours and is none, without a look", async () => {
    const { house, container } = anyHouse();
    for (const token of ["sk_live_", `sk_live_${"x".repeat(47)}`, `sk_live_${made()}`]) {
      expect(await container.verify(token)).toMatchObject({ kind: "invalid" });
    }
    expect(house.takeLooks()).toBe(0);
  });

  it("reads first, and remembers an unknown token until the second ends", async () => {
    const { house, container } = anyHouse();
    const token = made();
    house.nowEpochMs = startEpochMs + 300;
    for (let request = 0; request < 5; request++) {
      expect(await container.verify(token)).toMatchObject({ kind: "invalid", reason: "unknown" });
    }
    expect([house.table.reads, house.table.writes]).toEqual([1, 0]);
    house.nowEpochMs = startEpochMs + 999;
    await container.verify(token);
    expect(house.takeLooks()).toBe(1);
    house.nowEpochMs = startEpochMs + 1000;
    await container.verify(token);
    expect([house.table.reads, house.table.writes]).toEqual([1, 0]);
  });

  it("admits one that was imported meanwhile as soon as the next second begins", async () => {
    const { house, container } = anyHouse();
    const token = made();
    const sha256 = createHash("sha256").update(token).digest();
    const { record } = newKey(keyring);
    await container.verify(token);
    house.table.put({
      ...record,
      id: foreignKeyId(sha256),
      digest: { pepperVersion: unpeppered, bytes: sha256 },
    });
    house.nowEpochMs = startEpochMs + 1000;
    expect(await container.verify(token)).toMatchObject({ kind: "admitted" });
  });
});

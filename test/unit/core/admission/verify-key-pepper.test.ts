import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { digestKey, type Keyring, parseKeyring } from "../../../../core/key/pepper.ts";
import { newKey } from "../../../support/keys.ts";
import { startEpochMs, VerifyHouse } from "../../../support/verify-house.ts";

const secrets = {
  v1: randomBytes(32).toString("hex"),
  v2: randomBytes(32).toString("hex"),
  v3: randomBytes(32).toString("hex"),
};

function keyringOf(active: keyof typeof secrets, ...versions: (keyof typeof secrets)[]): Keyring {
  const peppers = versions.map((version) => [version, secrets[version]]);
  return parseKeyring(JSON.stringify({ active, ...Object.fromEntries(peppers) }));
}

const before = keyringOf("v1", "v1");
const announced = keyringOf("v1", "v1", "v2");
const after = keyringOf("v2", "v1", "v2");

function houseWith(keyring: Keyring) {
  const house = new VerifyHouse(before);
  const { key, record } = newKey(before);
  house.table.put(record);
  house.keyring = keyring;
  const storedVersion = () => house.table.records.get(key.id)?.digest.pepperVersion;
  return { house, key, record, storedVersion };
}

describe("a key whose digest was made with an older pepper", () => {
  it("is admitted, and its digest moves to the active pepper in the write that counts it", async () => {
    const { house, key, storedVersion } = houseWith(after);
    expect(await house.container().verify(key.text)).toMatchObject({
      kind: "admitted",
      allowance: { remaining: 59 },
    });
    expect(storedVersion()).toBe("v2");
    expect(house.table.records.get(key.id)).toMatchObject({
      digest: digestKey(key.text, after),
      totalRequests: 1,
    });
  });

  it("needs no second look from a container that has just moved it", async () => {
    const { house, key, storedVersion } = houseWith(before);
    const container = house.container();
    await container.verify(key.text);
    container.restart();
    await container.verify(key.text);
    house.keyring = after;
    const warm = house.container();
    await warm.verify(key.text);
    house.takeLooks();
    await warm.verify(key.text);
    expect(house.takeLooks()).toBe(1);
    expect(storedVersion()).toBe("v2");
  });

  it("refuses a secret that was replaced under a pepper that is gone, without asking for it", async () => {
    const { house, key, record } = houseWith(keyringOf("v2", "v2"));
    const digest = digestKey(`${key.text}x`, after);
    if (!digest) throw new Error("the keyring lacks its active version");
    const previous = { digest: record.digest, validUntil: 0, lastUsedAt: undefined };
    house.table.change(key.id, { digest, previous });
    const verdict = await house.container().verify(key.text);
    expect(verdict).toEqual({ kind: "invalid", reason: "wrong_secret" });
  });

  it("keeps its digest while it is refused", async () => {
    for (const refused of [
      { isActive: false },
      { plan: "free" },
      { rateLimitPerMinute: 0 },
    ] as const) {
      const { house, key, storedVersion } = houseWith(after);
      house.table.change(key.id, refused);
      expect((await house.container().verify(key.text)).kind).not.toBe("admitted");
      expect(storedVersion()).toBe("v1");
    }
  });

  it("works across several rotations at once", async () => {
    const { house, key, storedVersion } = houseWith(keyringOf("v3", "v1", "v2", "v3"));
    expect(await house.container().verify(key.text)).toMatchObject({ kind: "admitted" });
    expect(storedVersion()).toBe("v3");
  });

  it("is judged anew once its own pepper, wrong in the secret for a while, was put right", async () => {
    const wrong = { active: "v2", v1: randomBytes(32).toString("hex"), v2: secrets.v2 };
    const { house, key } = houseWith(parseKeyring(JSON.stringify(wrong)));
    const container = house.container();
    expect(await container.verify(key.text)).toMatchObject({ kind: "invalid" });
    house.keyring = after;
    container.forgetKeyring();
    expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
  });

  it("is a fault, not an invalid key, where its pepper is gone from the secret", async () => {
    const { house, key, storedVersion } = houseWith(keyringOf("v2", "v2"));
    await expect(house.container().verify(key.text)).rejects.toThrow(
      "the pepper secret has no version v1",
    );
    expect(storedVersion()).toBe("v1");
  });
});

describe("a container whose keyring is older than a key's digest", () => {
  it("looks for the version that it lacks, and admits", async () => {
    const { house, key, storedVersion } = houseWith(before);
    const [stale, fresh] = [house.container(), house.container()];
    expect(await stale.verify(key.text)).toMatchObject({ kind: "admitted" });
    house.keyring = after;
    expect(await fresh.verify(key.text)).toMatchObject({ kind: "admitted" });
    expect(storedVersion()).toBe("v2");
    expect(await stale.verify(key.text)).toMatchObject({
      kind: "admitted",
      allowance: { remaining: 57 },
    });
    expect(stale.askedVersions).toContain("v2");
    expect(storedVersion()).toBe("v2");
  });

  it("leaves a digest alone that was already made with a newer pepper than its own active one", async () => {
    const { house, key, storedVersion } = houseWith(announced);
    const stale = house.container();
    await stale.verify(key.text);
    house.keyring = after;
    const fresh = house.container();
    await fresh.verify(key.text);
    expect(storedVersion()).toBe("v2");
    expect(await stale.verify(key.text)).toMatchObject({ kind: "admitted" });
    expect(storedVersion()).toBe("v2");
  });

  it("does not contend with up-to-date ones: a request of a warm key stays one write", async () => {
    const { house, key } = houseWith(announced);
    const stale = house.container();
    await stale.verify(key.text);
    house.keyring = after;
    const fresh = house.container();
    for (const container of [fresh, stale]) await container.verify(key.text);
    house.takeLooks();
    for (const container of [fresh, stale, fresh, stale, fresh, stale]) {
      expect(await container.verify(key.text)).toMatchObject({ kind: "admitted" });
    }
    expect(house.takeLooks()).toBe(6);
    expect(house.nowEpochMs).toBe(startEpochMs);
  });
});

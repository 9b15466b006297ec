import { createHmac, randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { digestKey, parseKeyring, sameDigest } from "../../../../core/key/pepper.ts";

const pepper = () => randomBytes(24).toString("base64url");

describe("parseKeyring", () => {
  it("reads every version and which is active", () => {
    const keyring = parseKeyring(JSON.stringify({ active: "v2", v1: pepper(), v2: pepper() }));
    expect(keyring.activeVersion).toBe("v2");
    expect([...keyring.peppers.keys()]).toEqual(["v1", "v2"]);
  });

  it("takes what CloudFormation generates: one version, any printable characters", () => {
    const generated = `{"active":"v1","v1":"${"aZ9!#$%&()*+,-./:;<=>?@[]^_`{|}~".padEnd(32, "x")}"}`;
    expect(parseKeyring(generated).peppers.size).toBe(1);
  });

  const canary = `canary${pepper()}`;
  it.each([
    ["nothing", ""],
    ["text", canary],
    ["cut-off JSON", `{"active":"v1","v1":"${canary}`],
    ["JSON with a stray token", `{"active":"v1","v1":${canary}}`],
    ["null", "null"],
    ["a string", JSON.stringify(canary)],
    ["a list", JSON.stringify([canary])],
    ["no versions", '{"active":"v1"}'],
    ["no active version", JSON.stringify({ v1: canary })],
    ["an active version that is not there", JSON.stringify({ active: "v2", v1: canary })],
    ["an active version that is the pepper", JSON.stringify({ active: canary, v1: canary })],
    ["an active version of another type", JSON.stringify({ active: 1, v1: canary })],
    ["an inherited name as active version", JSON.stringify({ active: "toString", v1: canary })],
    ["a pepper as a name", JSON.stringify({ active: "v1", v1: canary, [canary]: canary })],
    ["version 0", JSON.stringify({ active: "v0", v0: canary })],
    ["a version after other text", JSON.stringify({ active: "xv1", xv1: canary })],
    ["version 01", JSON.stringify({ active: "v01", v01: canary })],
    ["a version with a space", JSON.stringify({ active: "v1 ", "v1 ": canary })],
    ["a pepper of 31 characters", JSON.stringify({ active: "v1", v1: canary.slice(0, 31) })],
    ["a pepper that is a number", JSON.stringify({ active: "v1", v1: 1e40 })],
    ["a pepper that is a list", JSON.stringify({ active: "v1", v1: [canary] })],
    ["one bad pepper among good ones", JSON.stringify({ active: "v1", v1: canary, v2: "" })],
  ])("refuses %s, and tells nothing of what the secret contains", (_, secret) => {
    const error = errorOf(() => parseKeyring(secret));
    expect(error.message).toMatch(/^pepper secret: /);
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain(
      canary.slice(0, 12),
    );
  });

  it.each([
    ["text", canary, "not JSON"],
    ["null", "null", "not an object"],
    ["a number", "7", "not an object"],
  ])("says what is wrong with %s", (_, secret, fault) => {
    expect(errorOf(() => parseKeyring(secret)).message).toBe(`pepper secret: ${fault}`);
  });

  it("accepts a pepper of exactly 32 characters", () => {
    expect(() => parseKeyring(JSON.stringify({ active: "v1", v1: "x".repeat(32) }))).not.toThrow();
  });
});

describe("digestKey", () => {
  const secrets = { v1: pepper(), v2: pepper() };
  const keyring = parseKeyring(JSON.stringify({ active: "v2", ...secrets }));

  it("is HMAC-SHA-256 of the whole key under the version's pepper", () => {
    const expected = createHmac("sha256", secrets.v1).update("the key").digest();
    const digest = digestKey("the key", keyring, "v1");
    expect(digest?.pepperVersion).toBe("v1");
    expect(Buffer.from(digest?.bytes ?? []).equals(expected)).toBe(true);
  });

  it("uses the active version where none is named", () => {
    expect(digestKey("the key", keyring)).toEqual(digestKey("the key", keyring, "v2"));
  });

  it("has no digest under a version that the keyring lacks", () => {
    expect(digestKey("the key", keyring, "v3")).toBeUndefined();
  });
});

describe("sameDigest", () => {
  const bytes = randomBytes(32);
  const digest = { pepperVersion: "v1", bytes };

  it("holds for equal bytes of the same version", () => {
    expect(sameDigest(digest, { pepperVersion: "v1", bytes: Uint8Array.from(bytes) })).toBe(true);
  });

  it("does not hold where version, length or any single bit differ", () => {
    expect(sameDigest(digest, { pepperVersion: "v2", bytes })).toBe(false);
    expect(sameDigest(digest, { pepperVersion: "v1", bytes: bytes.subarray(1) })).toBe(false);
    expect(sameDigest(digest, { pepperVersion: "v1", bytes: new Uint8Array() })).toBe(false);
    for (let bit = 0; bit < 256; bit++) {
      const other = Uint8Array.from(bytes, (byte, at) =>
        at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte,
      );
      expect(sameDigest(digest, { pepperVersion: "v1", bytes: other })).toBe(false);
    }
  });
});

function errorOf(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was thrown");
}

import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isKeyId } from "../../../../core/key/api-key.ts";
import { foreignKeyId, parseForeignKey } from "../../../../core/key/foreign-key.ts";

describe("a key of another system", () => {
  const acme = { prefix: "acme_" };
  const body = randomBytes(12).toString("hex");

  it("is known by its prefix, and kept as it is", () => {
    const text = `acme_${body}`;
    expect(parseForeignKey(text, acme)?.text).toBe(text);
  });

  it.each([
    ["no prefix is configured", `acme_${body}`, ""],
    ["a client sends the name of no value, and no prefix is configured", "undefined", ""],
    ["its prefix is another", `other_${body}`, "acme_"],
    ["its prefix is in other letters", `ACME_${body}`, "acme_"],
    ["the prefix comes later", `x_acme_${body}`, "acme_"],
    ["it is too short to be a secret", "acme_0123456789a", "acme_"],
    ["most of it is the prefix", `${"a".repeat(32)}0123456789a`, "a".repeat(32)],
    ["it is the prefix alone", "acme_acme_acme_acme_", "acme_acme_acme_acme_"],
    ["it is longer than 512 characters", `acme_${"x".repeat(508)}`, "acme_"],
    ["it has a space", `acme_${body} `, "acme_"],
    ["it has a line break", `acme_${body}\n`, "acme_"],
    ["it has letters beyond ASCII", `acme_${body}é`, "acme_"],
  ])("is none where %s", (_, text, prefix) => {
    expect(parseForeignKey(text, prefix === "" ? "none" : { prefix })).toBeUndefined();
  });

  it("may have 12 characters behind its prefix, and 512 in all", () => {
    for (const prefix of ["sk-", "acme_", "a".repeat(32)]) {
      for (const length of [prefix.length + 12, 512]) {
        expect(parseForeignKey(prefix.padEnd(length, "x"), { prefix })).toBeDefined();
      }
    }
  });

  it("needs no prefix where any key may be imported", () => {
    expect(parseForeignKey(body, "any")?.text).toBe(body);
    expect(parseForeignKey(body.slice(0, 12), "any")).toBeDefined();
    expect(parseForeignKey(body.slice(0, 11), "any")).toBeUndefined();
  });

  it("has the id that its SHA-256 gives, by which it was imported", () => {
    const text = `acme_${body}`;
    const sha256 = createHash("sha256").update(text).digest();
    expect(parseForeignKey(text, acme)?.id).toBe(foreignKeyId(sha256));
  });
});

describe("the id of an imported key", () => {
  it("is a key id whatever the digest is, and the same from any view of it", () => {
    const digests = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(digests, (sha256) => {
        const id = foreignKeyId(sha256);
        expect(isKeyId(id)).toBe(true);
        const shifted = new Uint8Array(40);
        shifted.set(sha256, 8);
        expect(foreignKeyId(shifted.subarray(8))).toBe(id);
      }),
    );
    expect(foreignKeyId(new Uint8Array(32))).toBe("00000000");
    expect(isKeyId(foreignKeyId(new Uint8Array(32).fill(255)))).toBe(true);
  });

  it("tells the first 47 bits apart, and nothing of the rest", () => {
    const zero = new Uint8Array(32);
    for (let bit = 0; bit < 64; bit++) {
      const other = zero.with(bit >> 3, 1 << (7 - (bit & 7)));
      expect(foreignKeyId(other) !== foreignKeyId(zero)).toBe(bit < 47);
    }
  });
});

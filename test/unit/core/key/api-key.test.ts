import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  defaultKeyPrefix,
  idInForm,
  isKeyId,
  issueKey,
  issueKeyFor,
  keyPrefix,
  parseKey,
} from "../../../../core/key/api-key.ts";

const contract = /^sk_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}$/;
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Keys from every possible randomness. */
const keys = fc
  .infiniteStream(fc.nat(255))
  .map((bytes) => issueKey((size) => Uint8Array.from(bytes.take(size)), defaultKeyPrefix));
const anyCharacter = fc.oneof(
  fc.constantFrom(...alphabet, "_", "-", " ", "\n", "\t", "\0", "\u00a0", "\u200b", "ſ", "Ａ"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
);

describe("an issued key", () => {
  it("fits the contract's grammar, names its id and reads back as itself", () => {
    fc.assert(
      fc.property(keys, (key) => {
        expect(key.text).toMatch(contract);
        expect(key.text.slice(8, 16)).toBe(key.id);
        expect(key.text.startsWith(`${keyPrefix(key.id, defaultKeyPrefix)}_`)).toBe(true);
        expect(parseKey(key.text, defaultKeyPrefix)).toEqual(key);
      }),
    );
  });

  it("is outside the pattern by which scanners know Stripe's keys", () => {
    expect(issueKey(randomBytes, defaultKeyPrefix).text).not.toMatch(/sk_live_[0-9a-zA-Z]{10,}/);
  });

  it("is no key of a shorter prefix that its own begins with", () => {
    const { text } = issueKey(randomBytes, `${defaultKeyPrefix}x`);
    expect(parseKey(text, defaultKeyPrefix)).toBeUndefined();
  });

  it("shows its id only while nothing follows it", () => {
    const { id, text } = issueKey(randomBytes, defaultKeyPrefix);
    expect(idInForm(text, defaultKeyPrefix)).toBe(id);
    expect(idInForm(`${text}x`, defaultKeyPrefix)).toBeUndefined();
  });

  it("has a new id and a new secret each time", () => {
    const issued = Array.from({ length: 200 }, () => issueKey(randomBytes, defaultKeyPrefix));
    expect(new Set(issued.map(({ id }) => id)).size).toBe(200);
    expect(new Set(issued.map(({ text }) => text.slice(17, 49))).size).toBe(200);
  });

  it("keeps its id and gets another secret when it is rotated", () => {
    const { id, text } = issueKey(randomBytes, defaultKeyPrefix);
    const rotated = issueKeyFor(id, randomBytes, defaultKeyPrefix);
    expect(rotated.id).toBe(id);
    expect(rotated.text).not.toBe(text);
    expect(parseKey(rotated.text, defaultKeyPrefix)).toEqual(rotated);
  });

  it("ends with the CRC-32 of all before it", () => {
    const zeros = issueKey((size) => new Uint8Array(size), defaultKeyPrefix);
    // zlib's crc32 of the first 49 characters is 0xdd6fc2dc, in base62 as below.
    expect(zeros.text.slice(-6)).toBe("43Q8OC");
  });
});

describe("parseKey", () => {
  it("refuses a key with any one character replaced", () => {
    fc.assert(
      fc.property(keys, fc.nat(54), anyCharacter, (key, at, character) => {
        fc.pre(key.text.charAt(at) !== character);
        const edited = key.text.slice(0, at) + character + key.text.slice(at + 1);
        expect(parseKey(edited, defaultKeyPrefix)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses a key with a character too many or too few, wherever", () => {
    fc.assert(
      fc.property(keys, fc.nat(54), anyCharacter, (key, at, character) => {
        const [before, after] = [key.text.slice(0, at), key.text.slice(at)];
        expect(parseKey(before + character + after, defaultKeyPrefix)).toBeUndefined();
        expect(parseKey(before + after.slice(1), defaultKeyPrefix)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it("refuses a key with two neighbours swapped", () => {
    fc.assert(
      fc.property(keys, fc.nat(53), (key, at) => {
        const [one = "", other = ""] = key.text.slice(at, at + 2);
        fc.pre(one !== other);
        const swapped = key.text.slice(0, at) + other + one + key.text.slice(at + 2);
        expect(parseKey(swapped, defaultKeyPrefix)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it("normalises nothing: no trimming, no change of case, no decoding", () => {
    const { text } = issueKeyFor("abcdEFGH", randomBytes, defaultKeyPrefix);
    const nearMisses = [
      ` ${text}`,
      `${text} `,
      `${text}\n`,
      `\n${text}`,
      `${text}\r\n`,
      `\ufeff${text}`,
      `${text}\u200b`,
      `"${text}"`,
      `${text},${text}`,
      text.toUpperCase(),
      text.toLowerCase(),
      text.replace("sk_live_", "SK_LIVE_"),
      text.replace("sk_live_", "sk_test_"),
      text.replace("sk_live_", "pk_live_"),
      text.replaceAll("_", "%5F"),
      text.replaceAll("_", "-"),
      text.slice("sk_live_".length),
      encodeURIComponent(` ${text}`),
      Buffer.from(text).toString("base64"),
      text.replace("abcdEFGH_", "abcdEFGH"),
    ];
    for (const nearMiss of nearMisses) expect(parseKey(nearMiss, defaultKeyPrefix)).toBeUndefined();
  });

  it("refuses text of every other length up to 16 KiB, quickly", () => {
    const { text } = issueKey(randomBytes, defaultKeyPrefix);
    const long = text.repeat(300);
    for (const length of [0, 1, 8, 16, 17, 54, 56, 110, 1_024, 8_192, 16_384]) {
      expect(parseKey(long.slice(0, length), defaultKeyPrefix)).toBeUndefined();
      expect(parseKey("sk_live_".padEnd(length, "a"), defaultKeyPrefix)).toBeUndefined();
    }
  });

  it("refuses every text that it did not issue", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (text) => {
        expect(parseKey(text, defaultKeyPrefix)).toBeUndefined();
      }),
    );
  });
});

describe("a key id", () => {
  it("is eight base62 characters and nothing else", () => {
    expect(isKeyId("3kTMd92x")).toBe(true);
    for (const text of ["", "3kTMd92", "3kTMd92xx", "3kTMd92_", "3kTMd92x\n", "3kTMd92é"]) {
      expect(isKeyId(text)).toBe(false);
    }
  });
});

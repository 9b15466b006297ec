import { describe, expect, it } from "@jest/globals";
import { encodeBase62, randomBase62 } from "../../../../core/key/base62.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Gives out the bytes one after the other, and over again. */
function byteSource(bytes: readonly number[]) {
  let taken = 0;
  return (size: number) =>
    Uint8Array.from({ length: size }, () => bytes[taken++ % bytes.length] ?? 0);
}

describe("encodeBase62", () => {
  it.each([
    [0, "000000"],
    [1, "000001"],
    [9, "000009"],
    [10, "00000A"],
    [35, "00000Z"],
    [36, "00000a"],
    [61, "00000z"],
    [62, "000010"],
    [62 ** 2 - 1, "0000zz"],
    [0xffffffff, "4gfFC3"],
  ])("writes %d as %s", (value, text) => {
    expect(encodeBase62(value, 6)).toBe(text);
  });

  it("is read back by positional value", () => {
    for (const value of [0, 61, 62, 123_456_789, 0xcbf43926, 0xffffffff]) {
      const read = [...encodeBase62(value, 6)].reduce(
        (sum, digit) => sum * 62 + digits.indexOf(digit),
        0,
      );
      expect(read).toBe(value);
    }
  });
});

describe("randomBase62", () => {
  it("gives every digit equally often over all bytes, so none is likelier than another", () => {
    const everyByte = Array.from({ length: 256 }, (_, byte) => byte);
    const text = randomBase62(248 * 10, byteSource(everyByte));
    const counts = [...digits].map((digit) => text.split(digit).length - 1);
    expect(counts).toEqual(new Array(62).fill(40));
  });

  it("draws again for each byte that would favour some digits, and never uses one", () => {
    expect(randomBase62(3, byteSource([255, 248, 0, 250, 61, 247]))).toBe("0zz");
  });

  it("asks only for as many bytes as digits are missing", () => {
    const asked: number[] = [];
    const bytes = byteSource([255, 1]);
    randomBase62(4, (size) => {
      asked.push(size);
      return bytes(size);
    });
    expect(asked[0]).toBe(4);
    expect(asked[1]).toBe(2);
  });

  it("has the length asked for, zero included", () => {
    for (const length of [0, 1, 8, 32]) {
      expect(randomBase62(length, byteSource([3, 250, 7]))).toHaveLength(length);
    }
  });
});

import { describe, expect, it } from "@jest/globals";
import { crc32 } from "../../../../core/key/crc32.ts";

describe("crc32", () => {
  // The first is the check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
  it.each([
    ["123456789", "cbf43926"],
    ["", "00000000"],
    ["a", "e8b7be43"],
    ["abc", "352441c2"],
    ["The quick brown fox jumps over the lazy dog", "414fa339"],
    ["0".repeat(32), "a0f292d0"],
  ])("of %j is %s", (text, hex) => {
    expect(crc32(text).toString(16).padStart(8, "0")).toBe(hex);
  });

  it("is unsigned", () => {
    expect(crc32("123456789")).toBeGreaterThan(0x7fffffff);
  });
});

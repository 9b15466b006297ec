import { describe, expect, it } from "@jest/globals";
import { batchesOf } from "../../../../core/webhook/batches.ts";

const sizesOf = (sizes: readonly number[]) => batchesOf(sizes, (size) => size);

describe("batches", () => {
  it("hold ten entries at most, in their order", () => {
    const entries = Array.from({ length: 21 }, (_, index) => index);
    expect(sizesOf(entries)).toEqual([entries.slice(0, 10), entries.slice(10, 20), [20]]);
  });

  it("hold 240,000 bytes at most, counted anew for each", () => {
    expect(sizesOf([120_000, 120_000, 1, 239_999, 1])).toEqual([
      [120_000, 120_000],
      [1, 239_999],
      [1],
    ]);
  });

  it("are none for nothing, and one for an entry that is too large by itself", () => {
    expect(sizesOf([])).toEqual([]);
    expect(sizesOf([300_000, 1])).toEqual([[300_000], [1]]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { median, ofRuns, quantile, sum } from "../../../bench/harness/statistics.ts";

describe("statistics of runs", () => {
  it("finds the median whatever the order", () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it("interpolates quantiles between neighbours", () => {
    expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
    expect(quantile([7], 0.25)).toBe(7);
  });

  it("refuses to speak of no runs", () => {
    expect(() => median([])).toThrow(RangeError);
  });

  it("tells median, count and middle half together", () => {
    expect(ofRuns([5, 1, 2, 3, 4])).toEqual({ value: 3, runs: 5, spread: { low: 2, high: 4 } });
  });

  it("leaves the given values in their order", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it("adds nothing up to nought", () => {
    expect(sum([])).toBe(0);
  });
});

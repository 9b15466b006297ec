import { describe, expect, it } from "@jest/globals";
import {
  describeTarget,
  describeValue,
  type Figure,
  formatNumber,
  meetsTarget,
} from "../../../bench/harness/figure.ts";
import { terminalTable } from "../../../bench/harness/terminal-table.ts";

const figure: Figure = { name: "cold start", of: "Latchkey", value: 41.26, unit: "ms" };

describe("a figure", () => {
  it("meets a target that it equals, and none is always met", () => {
    expect(meetsTarget({ ...figure, value: 1, target: { atMost: 1 } })).toBe(true);
    expect(meetsTarget({ ...figure, value: 1, target: { atLeast: 1 } })).toBe(true);
    expect(meetsTarget(figure)).toBe(true);
  });

  it("misses a target beyond it", () => {
    expect(meetsTarget({ ...figure, value: 1.01, target: { atMost: 1 } })).toBe(false);
    expect(meetsTarget({ ...figure, value: 0.99, target: { atLeast: 1 } })).toBe(false);
  });

  it("does not meet a target that could not be measured", () => {
    expect(meetsTarget({ ...figure, value: Number.NaN, target: { atMost: 1 } })).toBe(false);
  });

  it("shows as many digits as are of use", () => {
    expect([0.0123, 1.2345, 41.26, 1234.5].map(formatNumber)).toEqual([
      "0.012",
      "1.235",
      "41.3",
      "1,235",
    ]);
  });

  it("reads as a line with its target", () => {
    expect(describeValue(figure)).toBe("41.3 ms");
    expect(describeTarget({ ...figure, target: { atMost: 30 } })).toBe("≤ 30");
    expect(describeTarget({ ...figure, target: { atLeast: 20 } })).toBe("≥ 20");
    expect(describeTarget(figure)).toBe("");
  });
});

describe("the table on the terminal", () => {
  it("lines up its columns and says what was missed", () => {
    const spread = { low: 40, high: 45 };
    const lines = terminalTable([
      { ...figure, runs: 21, spread, target: { atMost: 30 } },
      { ...figure, of: "tutorial authorizer" },
    ]).split("\n");
    expect(lines).toEqual([
      "figure      of                   measured  middle half  runs  target",
      "cold start  Latchkey             41.3 ms   40 – 45      21    ≤ 30    missed",
      "cold start  tutorial authorizer  41.3 ms",
    ]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { parseResults } from "../../../bench/harness/results.ts";

describe("saved results", () => {
  const figure = { name: "n", of: "Latchkey", value: 1, unit: "ms", target: { atMost: 2 } };
  const results = { machine: "m", date: "2026-11-22", results: { cpu: [figure] } };

  it("are read back as they were written", () => {
    expect(parseResults(JSON.stringify(results))).toEqual(results);
  });

  it("are refused where they are something else", () => {
    expect(() => parseResults('{"machine":"m"}')).toThrow();
  });
});

import { describe, expect, it } from "@jest/globals";
import { CostUsageError, parseCostOptions } from "../../../bench/cost/options.ts";
import { usualUsage } from "../../../bench/cost/usage.ts";

describe("what npm run cost is told", () => {
  it("is the usual where nothing is said", () => {
    expect(parseCostOptions([])).toEqual({
      usage: usualUsage,
      region: "us-east-1",
      isJson: false,
      isIdle: false,
      wantsHelp: false,
    });
  });

  it.each([
    ["50e6", 50_000_000],
    ["1.5E3", 1_500],
    ["1,000,000", 1_000_000],
    ["1_000", 1_000],
    ["0", 0],
  ])("takes %s for a number", (given, requests) => {
    expect(parseCostOptions(["--requests", given]).usage.requests).toBe(requests);
  });

  it("takes a share from 0 to 1", () => {
    expect(parseCostOptions(["--edge-share", "0.25"]).usage.edgeShare).toBe(0.25);
    expect(() => parseCostOptions(["--edge-share", "2"])).toThrow("--edge-share");
  });

  it.each(["", "many", "1e99", "1e14", "0x10", "1.", "Infinity", "NaN"])(
    "names the flag where its number is %p",
    (given) => {
      expect(() => parseCostOptions([`--keys=${given}`])).toThrow(/^--keys must be a number/);
    },
  );

  it("names the regions that there are prices for", () => {
    expect(() => parseCostOptions(["--region", "mars-1"])).toThrow(
      "--region must be one of us-east-1",
    );
    expect(() => parseCostOptions(["--region", "constructor"])).toThrow(CostUsageError);
  });

  it("refuses flags and words that it does not know", () => {
    expect(() => parseCostOptions(["--request", "1"])).toThrow(/--request/);
    expect(() => parseCostOptions(["1e6"])).toThrow(CostUsageError);
  });
});

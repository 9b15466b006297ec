import { expect, it } from "@jest/globals";
import { parseCostOptions } from "../../../bench/cost/options.ts";
import { costReport } from "../../../bench/cost/report.ts";

it("the bill has a line for each item, a sum, and where the prices are from", () => {
  const lines = [
    { item: "gateway", usd: 100, isForKeys: false },
    { item: "database", usd: 25.5, isForKeys: true },
  ];
  const report = costReport(lines, parseCostOptions(["--requests", "50e6"])).split("\n");
  expect(report.slice(0, 7)).toEqual([
    "50,000,000 requests and 0 refused ones a month, 1,000 keys, us-east-1",
    "",
    "                                USD a month  per million",
    "  gateway                            100.00         2.00",
    "  database                            25.50         0.51",
    "  together                           125.50         2.51",
    "  of that, for keys and limits        25.50         0.51",
  ]);
  expect(report.join("\n")).toContain("https://aws.amazon.com/api-gateway/pricing/");
  expect(report.join("\n")).toMatch(/ReqKey, Pro +500\.00 {2}/);
  expect(report.join("\n")).toMatch(/Unkey +not published {2}/);
});

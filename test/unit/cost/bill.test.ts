import { describe, expect, it } from "@jest/globals";
import { monthlyBill, tiered, totalOf } from "../../../bench/cost/bill.ts";
import { peers } from "../../../bench/cost/peers.ts";
import { awsSources, regions } from "../../../bench/cost/prices.ts";
import { usualUsage } from "../../../bench/cost/usage.ts";

const tiers = [
  { upTo: 100, price: 2 },
  { upTo: 150, price: 1 },
  { upTo: Infinity, price: 0.5 },
];

describe("a price by tiers", () => {
  it.each([
    [0, 0],
    [100, 200],
    [101, 201],
    [150, 250],
    [250, 300],
  ])("of %d units is %d", (units, price) => {
    expect(tiered(units, tiers)).toBe(price);
  });
});

describe("the bill of a month", () => {
  const prices = regions["us-east-1"];
  if (!prices) throw new Error("no prices for us-east-1");
  const billOf = (usage: Partial<typeof usualUsage>) => {
    const lines = monthlyBill({ ...usualUsage, ...usage }, prices);
    return { lines, usd: (item: string) => lines.find((line) => line.item === item)?.usd };
  };

  it("has what AWS documents per million requests", () => {
    const { usd } = billOf({ requests: 1_000_000, writesPerRequest: 1 });
    expect(usd("gateway: REST API requests")).toBeCloseTo(3.5);
    expect(usd("authorizer: invocations")).toBeCloseTo(0.2);
    expect(usd("function: invocations")).toBeCloseTo(0.2);
    expect(usd("database: write units")).toBeCloseTo(0.625);
  });

  it("charges refused requests for gateway and functions, but hardly for writes", () => {
    const { usd } = billOf({ requests: 0, refused: 1_000_000 });
    expect(usd("gateway: REST API requests")).toBeCloseTo(3.5);
    expect(usd("edge: data out")).toBe(0);
    expect(usd("edge: requests")).toBeCloseTo(1);
    expect(usd("database: write units")).toBeCloseTo(0.625 * 0.05);
  });

  it("charges data once, by the way that it takes", () => {
    const traffic = { requests: 1_000_000, responseBytes: 10_000 };
    const byEdge = billOf({ ...traffic, edgeShare: 1 });
    expect(byEdge.usd("edge: data out")).toBeCloseTo(0.85);
    expect(byEdge.usd("gateway: data out")).toBe(0);
    const byOwnHost = billOf({ ...traffic, edgeShare: 0 });
    expect(byOwnHost.usd("edge: requests")).toBe(0);
    expect(byOwnHost.usd("edge: data out")).toBe(0);
    expect(byOwnHost.usd("gateway: data out")).toBeCloseTo(0.9);
  });

  it("counts the GB-seconds of the memory that functions are deployed with", () => {
    const { usd } = billOf({ requests: 1_000_000, authorizerMs: 10, functionMs: 0 });
    expect(usd("authorizer: GB-seconds")).toBeCloseTo(5_000 * 0.0000133334);
    expect(usd("function: GB-seconds")).toBe(0);
  });

  it("has secrets and nothing else that matters without traffic", () => {
    const { lines, usd } = billOf({ requests: 0, keys: 0, containers: 0 });
    expect(totalOf(lines)).toBeCloseTo(1.2);
    expect(usd("secrets")).toBeCloseTo(1.2);
  });

  it("grows with keys by what they take in the table and its backup", () => {
    expect(billOf({ keys: 1_000_000 }).usd("database: storage and backup")).toBeCloseTo(0.63);
  });
});

describe("prices of others", () => {
  const priceOf = (name: string, verifications: number) =>
    peers.find((peer) => peer.name === name)?.perMonth(verifications);

  it("begin where their free volumes end", () => {
    expect(priceOf("Clerk, API keys", 100_000)).toBe(0);
    expect(priceOf("Clerk, API keys", 1_100_000)).toBeCloseTo(10);
    expect(priceOf("ReqKey, Pro", 100_001)).toBe(25);
    expect(priceOf("ReqKey, Pro", 50_000_000)).toBe(500);
  });

  it("are not made up where none is published", () => {
    expect(priceOf("ReqKey, Pro", 50_000_001)).toBeUndefined();
    expect(priceOf("Unkey", 1_000_000)).toBeUndefined();
  });
});

it("every price has a page and a day", () => {
  for (const { url, date } of [...awsSources, ...peers.map(({ source }) => source)]) {
    expect(url).toMatch(/^https:\/\//);
    expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
});

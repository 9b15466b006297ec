import { describe, expect, it } from "@jest/globals";
import { refusalWords, refusedByReason } from "../../../web/page/account/refusals.ts";
import { chartTop } from "../../../web/page/account/scale.ts";
import {
  busiestOf,
  lastTwoDays,
  sumOf,
  totalUsage,
  usageTable,
} from "../../../web/page/account/total-usage.ts";
import { aKey } from "./support/a-key.ts";

function used(requests: Record<string, number>) {
  const days = Object.entries(requests).map(([date, count]) => ({ date, requests: count }));
  return aKey({ usage: { total: 0, last30Days: 0, days, quotas: [] } });
}

describe("the usage of several keys", () => {
  it("is summed by day, oldest first, and knows nothing of keys without any", () => {
    const keys = [used({ "2026-11-21": 1, "2026-11-22": 2 }), aKey(), used({ "2026-11-22": 40 })];
    expect(totalUsage(keys)).toEqual([
      { date: "2026-11-21", requests: 1 },
      { date: "2026-11-22", requests: 42 },
    ]);
    expect(totalUsage([aKey()])).toEqual([]);
  });

  it("is of thirty days, though midnight passed between two answers", () => {
    const days = Array.from({ length: 31 }, (_, index) => [
      new Date(Date.UTC(2026, 9, 1 + index)).toISOString().slice(0, 10),
      index,
    ]);
    const keys = [
      used(Object.fromEntries(days.slice(0, 30))),
      used(Object.fromEntries(days.slice(1))),
    ];
    const total = totalUsage(keys);
    expect(total).toHaveLength(30);
    expect(total[0]?.date).toBe("2026-10-02");
  });

  it("names its sum, its busiest day and what the last 24 hours lie within", () => {
    const days = [3, 7, 7, 1].map((requests, index) => ({ date: `2026-11-0${index}`, requests }));
    expect(sumOf(days)).toBe(18);
    expect(busiestOf(days)?.date).toBe("2026-11-02");
    expect(lastTwoDays(days)).toBe(8);
  });

  it("has no busiest day where there was no request", () => {
    expect(busiestOf([{ date: "2026-11-22", requests: 0 }])).toBeUndefined();
    expect(lastTwoDays([])).toBe(0);
  });
});

describe("the top of a chart", () => {
  it.each([
    [0, 4],
    [4, 4],
    [5, 6],
    [6, 6],
    [7, 8],
    [10, 10],
    [11, 20],
    [201, 500],
    [999, 1000],
    [1_000_001, 2_000_000],
  ])("for %d is %d", (greatest, top) => {
    expect(chartTop(greatest)).toBe(top);
  });

  it("has a whole number in the middle of the scale, since there is no half a request", () => {
    const halves = Array.from({ length: 2_000 }, (_, greatest) => chartTop(greatest) / 2);
    expect(halves.filter((half) => !Number.isInteger(half))).toEqual([]);
  });
});

describe("the refusals of several keys", () => {
  const refusals = [
    {
      keyId: "one",
      days: [
        { date: "2026-11-21", reasons: [["limit", 2] as const, ["paused", 1] as const] },
        { date: "2026-11-22", reasons: [["paused", 4] as const] },
      ],
    },
    { keyId: "two", days: [{ date: "2026-11-22", reasons: [["limit", 1] as const] }] },
  ];

  it("are summed by reason, most first, in words", () => {
    expect(refusedByReason(refusals)).toEqual([
      ["paused", 5],
      ["limit", 3],
    ]);
    expect(refusalWords("limit")).toBe("The rate limit was exceeded");
    expect(refusalWords("of_a_later_version")).toBe("Of_a_later_version");
  });

  it("are columns of the table, also on days without an accepted request", () => {
    const key = { ...used({ "2026-11-21": 0, "2026-11-22": 7, "2026-11-23": 0 }), id: "one" };
    const [head, ...rows] = usageTable([key], refusals);
    expect(head?.slice(4)).toEqual(["requests", "refused_limit", "refused_paused"]);
    expect(rows.map(([date, , , , ...counts]) => [date, ...counts])).toEqual([
      ["2026-11-21", 0, 2, 1],
      ["2026-11-22", 7, 0, 4],
    ]);
  });
});

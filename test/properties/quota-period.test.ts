import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isSamePeriod, nextPeriodStart, periodStart } from "../../core/key/quota-period.ts";
import { quotaPeriods } from "../../core/key/quotas.ts";

const secondOf = (time: string) => Date.parse(time) / 1000;
/** 1970 to 2999, the calendar's exceptions of 2000, 2100, 2400 and so on among them. */
const seconds = fc.integer({ min: 0, max: secondOf("2999-12-31T23:59:59Z") });

/** The periods by JavaScript's own calendar. */
function byDate(period: "day" | "month", epochSecond: number, periodsLater: number): number {
  const date = new Date(epochSecond * 1000);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return period === "day"
    ? Date.UTC(year, month, day + periodsLater) / 1000
    : Date.UTC(year, month + periodsLater, 1) / 1000;
}

describe("the period of a quota", () => {
  it.each(["day", "month"] as const)("begins and ends as the calendar has it: %s", (period) => {
    fc.assert(
      fc.property(seconds, (second) => {
        expect(periodStart(period, second)).toBe(byDate(period, second, 0));
        expect(nextPeriodStart(period, second)).toBe(byDate(period, second, 1));
      }),
      { numRuns: 2_000 },
    );
  });

  it("begins on the first and ends on the last of every month until 2420", () => {
    for (let month = 0; month < 450 * 12; month++) {
      const first = Date.UTC(1970, month, 1) / 1000;
      const next = Date.UTC(1970, month + 1, 1) / 1000;
      for (const second of [first, next - 1]) {
        expect([periodStart("month", second), nextPeriodStart("month", second)]).toEqual([
          first,
          next,
        ]);
      }
    }
  });

  it.each([
    ["2027-02-28T23:59:59Z", "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z"],
    ["2028-02-29T00:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"],
    ["2100-02-28T23:59:59Z", "2100-02-01T00:00:00Z", "2100-03-01T00:00:00Z"],
    ["2000-02-29T12:00:00Z", "2000-02-01T00:00:00Z", "2000-03-01T00:00:00Z"],
    ["2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"],
  ])("has the month of %s from %s to %s", (time, start, next) => {
    expect(periodStart("month", secondOf(time))).toBe(secondOf(start));
    expect(nextPeriodStart("month", secondOf(time))).toBe(secondOf(next));
  });

  it.each(["day", "month"] as const)("is the same until its last second: %s", (period) => {
    fc.assert(
      fc.property(seconds, (second) => {
        const next = nextPeriodStart(period, second) ?? 0;
        expect(isSamePeriod(period, second, next - 1)).toBe(true);
        expect(isSamePeriod(period, next - 1, next)).toBe(false);
        expect(isSamePeriod(period, second, periodStart(period, second) - 1)).toBe(false);
      }),
    );
  });

  it("never ends for the total", () => {
    fc.assert(
      fc.property(seconds, seconds, (second, other) => {
        expect(periodStart("total", second)).toBe(0);
        expect(nextPeriodStart("total", second)).toBeUndefined();
        expect(isSamePeriod("total", second, other)).toBe(true);
      }),
    );
  });

  it("contains every second of which it is the period", () => {
    fc.assert(
      fc.property(fc.constantFrom(...quotaPeriods), seconds, (period, second) => {
        expect(periodStart(period, second)).toBeLessThanOrEqual(second);
        expect(nextPeriodStart(period, second) ?? Infinity).toBeGreaterThan(second);
      }),
    );
  });
});

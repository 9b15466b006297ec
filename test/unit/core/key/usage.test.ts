import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  dayOf,
  daySlot,
  firstSecondOf,
  firstUsageSecond,
  requestsPerDay,
  staleDaySlots,
  totalOf,
  usageDays,
} from "../../../../core/key/usage.ts";

const secondsPerDay = 86_400;
const none = new Array<number>(usageDays).fill(0);

function at(day: number): number {
  return day * secondsPerDay + 12 * 3_600;
}

describe("a day", () => {
  it("begins at midnight UTC", () => {
    const midnight = Date.parse("2027-01-15T00:00:00Z") / 1000;
    expect(dayOf(midnight)).toBe(dayOf(midnight - 1) + 1);
    expect(dayOf(midnight)).toBe(dayOf(midnight + secondsPerDay - 1));
    expect(firstSecondOf(dayOf(midnight))).toBe(midnight);
    expect(firstSecondOf(dayOf(midnight + 5_000))).toBe(midnight);
  });

  it("has a slot that is its own among any 30 in a row", () => {
    const slots = Array.from({ length: usageDays }, (_, index) => daySlot(20_000 + index));
    expect(new Set(slots).size).toBe(usageDays);
    expect(daySlot(20_000 + usageDays)).toBe(daySlot(20_000));
  });
});

describe("stale slots", () => {
  it("are none within a day, and those of the days since", () => {
    expect(staleDaySlots(20_000, 20_000)).toEqual([]);
    expect(staleDaySlots(20_000, 20_001)).toEqual([daySlot(20_001)]);
    expect(staleDaySlots(20_000, 20_003)).toEqual([20_001, 20_002, 20_003].map(daySlot));
  });

  it("are none where a clock lags", () => {
    expect(staleDaySlots(20_000, 19_999)).toEqual([]);
  });

  it("are all after a month, each once", () => {
    for (const day of [20_030, 20_031, 20_400, 1_000_000]) {
      expect(staleDaySlots(20_000, day).toSorted((one, other) => one - other)).toEqual(
        Array.from({ length: usageDays }, (_, slot) => slot),
      );
    }
  });
});

describe("requests per day", () => {
  it("begin with the day that firstUsageSecond names", () => {
    const [first] = requestsPerDay({ dailyRequests: none, window: { second: 0 } }, at(20_000));
    expect(first && first.day * secondsPerDay).toBe(firstUsageSecond(at(20_000)));
  });

  it("are 30 days, today last, of which a new key has none", () => {
    const days = requestsPerDay({ dailyRequests: none, window: { second: 0 } }, at(20_000));
    expect(days).toHaveLength(usageDays);
    expect(days[0]?.day).toBe(20_000 - usageDays + 1);
    expect(days.at(-1)).toEqual({ day: 20_000, requests: 0 });
    expect(totalOf(days)).toBe(0);
  });

  it("do not show a counter under a day that it is not of", () => {
    const dailyRequests = new Array<number>(usageDays).fill(7);
    const record = { dailyRequests, window: { second: at(20_000) } };
    expect(totalOf(requestsPerDay(record, at(20_000)))).toBe(30 * 7);
    expect(totalOf(requestsPerDay(record, at(20_010)))).toBe(20 * 7);
    expect(totalOf(requestsPerDay(record, at(20_029)))).toBe(7);
    expect(totalOf(requestsPerDay(record, at(20_030)))).toBe(0);
  });

  it("show the day of the latest request even where this clock has not come to it yet", () => {
    const dailyRequests = none.with(daySlot(20_001), 3);
    const days = requestsPerDay({ dailyRequests, window: { second: at(20_001) } }, at(20_000));
    expect(days.at(-1)).toEqual({ day: 20_001, requests: 3 });
  });

  it("are what a log of all requests would tell, whatever the pauses", () => {
    const pauses = fc.array(fc.nat(40), { maxLength: 40 });
    fc.assert(
      fc.property(pauses, fc.nat(35), (days, idleDays) => {
        const log = new Map<number, number>();
        let record = { dailyRequests: none, window: { second: at(20_000) } };
        let day = 20_000;
        for (const pause of days) {
          day += pause;
          const counters = [...record.dailyRequests];
          for (const slot of staleDaySlots(dayOf(record.window.second), day)) counters[slot] = 0;
          counters[daySlot(day)] = (counters[daySlot(day)] ?? 0) + 1;
          record = { dailyRequests: counters, window: { second: at(day) } };
          log.set(day, (log.get(day) ?? 0) + 1);
        }
        for (const shown of requestsPerDay(record, at(day + idleDays))) {
          expect(shown.requests).toBe(log.get(shown.day) ?? 0);
        }
      }),
    );
  });
});

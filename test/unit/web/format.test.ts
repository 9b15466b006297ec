import { describe, expect, it } from "@jest/globals";
import { countdown } from "../../../web/page/format/countdown.ts";
import { count, counted } from "../../../web/page/format/numbers.ts";
import {
  exactTime,
  localDay,
  longDay,
  relativeTime,
  rfc3339,
  shortDay,
  timeAgo,
} from "../../../web/page/format/times.ts";
import { isolated, visible } from "../../../web/page/format/visible.ts";
import { noon } from "./support/a-key.ts";

const [minute, hour, day] = [60, 3600, 86_400];

describe("a time as people say it", () => {
  it.each([
    [0, "just now"],
    [-59, "just now"],
    [1, "in under a minute"],
    [-minute, "1 minute ago"],
    [-(hour - 1), "59 minutes ago"],
    [-hour, "1 hour ago"],
    [day - 1, "in 24 hours"],
    [30 * day - 1, "in 30 days"],
    [-(30 * day - 1), "29 days ago"],
    [day, "in 1 day"],
    [-59 * day, "59 days ago"],
    [61 * day, "in 2 months"],
    [364 * day, "in 12 months"],
    [-800 * day, "2 years ago"],
  ])("%d seconds away is %s", (seconds, words) => {
    expect(relativeTime(noon + seconds, noon)).toBe(words);
  });

  it("never lies ahead of what has happened, however late the page learns of the time", () => {
    expect(timeAgo(noon + 30, noon)).toBe("just now");
    expect(timeAgo(noon + 2 * minute, noon)).toBe("just now");
    expect(timeAgo(noon - hour, noon)).toBe("1 hour ago");
  });

  it("is exact to the second, with its time zone, where that is asked for", () => {
    const noonHere = new Date(2026, 10, 22, 12).getTime() / 1000;
    expect(exactTime(noonHere)).toMatch(/22 November 2026.* 12:00:00 \S+/);
    expect(rfc3339(noon)).toBe("2026-11-22T12:00:00Z");
  });

  it("is the same day everywhere where the API speaks of days in UTC", () => {
    expect(longDay("2026-11-01")).toBe("1 Nov 2026");
    expect(shortDay("2026-11-30")).toBe("30 Nov");
  });
});

describe("a day as an input for dates takes it", () => {
  it.each([0, 23])("is that of the reader's time zone, at %i:30", (hours) => {
    const time = new Date(2026, 10, 2, hours, 30).getTime() / 1000;
    expect(localDay(time)).toBe("2026-11-02");
  });
});

describe("a countdown", () => {
  it.each([
    [604_800, "7 d 00:00:00"],
    [86_399, "23:59:59"],
    [3600, "1:00:00"],
    [3599, "59:59"],
    [9, "0:09"],
    [0, "0:00"],
    [-5, "0:00"],
  ])("of %d seconds reads %s", (seconds, words) => {
    expect(countdown(seconds)).toBe(words);
  });
});

describe("a number", () => {
  it("has its thousands apart, and all its digits", () => {
    expect(count(1_234_567)).toBe("1,234,567");
  });

  it("agrees with what it counts", () => {
    expect([0, 1, 2].map((number) => counted(number, "request"))).toEqual([
      "0 requests",
      "1 request",
      "2 requests",
    ]);
  });
});

describe("a name of any making", () => {
  it("is told apart from one of which nothing can be seen", () => {
    expect(visible("\u200b\u2060\u00ad")).toBe("");
    expect(visible("\u202eabc\u202c")).toBe("abc");
    expect(visible("👩\u200d👧")).not.toBe("");
  });

  it("keeps its direction to itself where no element can hold it", () => {
    expect(isolated("abc")).toBe("\u2068abc\u2069");
  });
});

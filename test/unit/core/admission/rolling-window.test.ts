import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  admit,
  admittedCount,
  closedCount,
  currentSecond,
  emptyWindow,
  fittingSecond,
  isPast,
  type RollingWindow,
  remainingAt,
  slotOf,
  staleSlots,
} from "../../../../core/admission/rolling-window.ts";

const start = 1_800_000_000;

/** The window after requests at the given seconds after the start. */
function windowOf(...offsets: readonly number[]): RollingWindow {
  return offsets.reduce((window, offset) => admit(window, start + offset, 1), emptyWindow);
}

/** Ascending offsets with all sorts of pauses, the edges of the minute among them. */
const traffic = fc
  .array(fc.oneof(fc.constantFrom(0, 0, 0, 1, 58, 59, 60, 61, 62), fc.nat(130)), { maxLength: 60 })
  .map((pauses) => {
    let at = 0;
    return pauses.map((pause) => {
      at += pause;
      return at;
    });
  });

describe("a request's place in the window", () => {
  it.each([0, 1, 58, 59, 60])("is still taken %d s later", (later) => {
    const window = windowOf(0, 0, 0);
    expect(admittedCount(window, start + later)).toBe(3);
    expect(isPast(window, start + later)).toBe(false);
  });

  it("is free 61 s later", () => {
    const window = windowOf(0, 0, 0);
    expect(admittedCount(window, start + 61)).toBe(0);
    expect(isPast(window, start + 61)).toBe(true);
  });

  it("leaves alone when its second does, however busy the others are", () => {
    const window = windowOf(0, 1, 1, 30);
    expect(admittedCount(window, start + 60)).toBe(4);
    expect(admittedCount(window, start + 61)).toBe(3);
    expect(admittedCount(window, start + 62)).toBe(1);
  });

  it("survives when its slot is needed again by the second 60 s later", () => {
    const window = windowOf(0, 0, 60);
    expect(slotOf(start)).toBe(slotOf(start + 60));
    expect(window).toMatchObject({ second: start + 60, count: 1 });
    expect(admittedCount(window, start + 60)).toBe(3);
    expect(admittedCount(window, start + 61)).toBe(1);
  });

  it("is counted as in a list of all requests, at every later second", () => {
    fc.assert(
      fc.property(traffic, fc.nat(130), (offsets, later) => {
        const second = start + (offsets.at(-1) ?? 0) + later;
        const visible = offsets.filter((offset) => start + offset >= second - 60);
        expect(admittedCount(windowOf(...offsets), second)).toBe(visible.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the state of a window", () => {
  it("keeps 60 counters, none negative, whatever the traffic", () => {
    fc.assert(
      fc.property(traffic, (offsets) => {
        const { closed } = windowOf(...offsets);
        expect(closed).toHaveLength(60);
        expect(closed.every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
      }),
    );
  });

  it("is not altered in place", () => {
    const window = windowOf(0, 5);
    const copy = structuredClone(window);
    admit(window, start + 30, 1);
    admit(window, start + 500, 1);
    expect(window).toEqual(copy);
    expect(emptyWindow.closed.every((count) => count === 0)).toBe(true);
  });
});

describe("currentSecond", () => {
  it("is the clock's second, rounded down", () => {
    expect(currentSecond(emptyWindow, start * 1000 + 999)).toBe(start);
  });

  it("never lies before the window's latest", () => {
    expect(currentSecond(windowOf(5), start * 1000)).toBe(start + 5);
  });
});

describe("closedCount", () => {
  it("leaves out the latest second, which may still grow", () => {
    const window = windowOf(0, 0, 1, 1, 1);
    expect(closedCount(window, start + 1)).toBe(2);
    expect(closedCount(window, start + 30)).toBe(2);
    expect(closedCount(window, start + 61)).toBe(0);
  });
});

describe("staleSlots", () => {
  it("are those of idle seconds that still hold counts of a minute ago", () => {
    const window = windowOf(0, 1, 2, 59);
    expect(staleSlots(window, start + 62)).toEqual([slotOf(start), slotOf(start + 1)]);
  });

  it("include neither the latest second's slot nor that of the new one", () => {
    const window = windowOf(0, 1, 60);
    expect(staleSlots(window, start + 61)).toEqual([]);
    expect(staleSlots(window, start + 60)).toEqual([]);
  });

  it("are never named twice, so that a write may clear each", () => {
    fc.assert(
      fc.property(traffic, fc.integer({ min: 0, max: 60 }), (offsets, later) => {
        const window = windowOf(...offsets);
        const slots = staleSlots(window, window.second + later);
        expect(new Set(slots).size).toBe(slots.length);
        expect(slots).not.toContain(slotOf(window.second));
      }),
    );
  });
});

describe("remainingAt", () => {
  it("is what the limit leaves, and never negative", () => {
    const window = windowOf(0, 0, 0);
    expect([4, 3, 2, 0].map((limit) => remainingAt(window, limit, start))).toEqual([1, 0, 0, 0]);
  });
});

/** When one more unit fits than at `second`. */
function resetSecond(window: RollingWindow, limit: number, second: number): number {
  return fittingSecond(window, limit, second, remainingAt(window, limit, second) + 1);
}

describe("fittingSecond", () => {
  it("is the second itself if the units fit already", () => {
    expect(fittingSecond(windowOf(0, 0), 5, start + 1, 3)).toBe(start + 1);
  });

  it("is when as many units have left as the cost lacks", () => {
    const window = windowOf(0, 0, 10, 20);
    expect(fittingSecond(window, 4, start + 20, 1)).toBe(start + 61);
    expect(fittingSecond(window, 4, start + 20, 2)).toBe(start + 61);
    expect(fittingSecond(window, 4, start + 20, 3)).toBe(start + 71);
    expect(fittingSecond(window, 4, start + 20, 4)).toBe(start + 81);
  });

  it("is when the oldest visible request leaves", () => {
    expect(resetSecond(windowOf(0, 10, 20), 3, start + 20)).toBe(start + 61);
    expect(resetSecond(windowOf(0, 10, 20), 3, start + 61)).toBe(start + 71);
  });

  it("waits for as many requests to leave as a lowered limit is exceeded by, and one more", () => {
    const window = windowOf(0, 10, 20, 30);
    expect(resetSecond(window, 3, start + 30)).toBe(start + 71);
    expect(resetSecond(window, 2, start + 30)).toBe(start + 81);
    expect(resetSecond(window, 1, start + 30)).toBe(start + 91);
  });

  it("is the first second with more room than now", () => {
    fc.assert(
      fc.property(traffic, fc.integer({ min: 1, max: 20 }), fc.nat(60), (offsets, limit, later) => {
        fc.pre(offsets.length > 0);
        const window = windowOf(...offsets);
        const second = window.second + later;
        const now = remainingAt(window, limit, second);
        let expected = second + 1;
        while (remainingAt(window, limit, expected) <= now) expected++;
        fc.pre(now < limit);
        expect(resetSecond(window, limit, second)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { narrowClock } from "../../../verifier/narrow-clock.ts";
import { createTableClock, type LocalClocks } from "../../../verifier/table-clock.ts";

/** A server whose clocks a test moves, and a table whose time it knows. */
class House implements LocalClocks {
  /** True time since the beginning, in milliseconds. */
  trueMs = 0;
  /** The monotonic clock runs too fast by this. */
  drift = 0;
  /** What the server's own clock is ahead. */
  skewMs = 0;
  /** How long the machine slept, with its monotonic clock. */
  sleptMs = 0;
  readonly startEpochMs = 1_800_000_000_000;

  readonly monotonicMs = () => 5_000 + (this.trueMs - this.sleptMs) * (1 + this.drift);
  readonly wallEpochMs = () => this.tableEpochMs + this.skewMs;
  readonly clock = createTableClock(this);

  get tableEpochMs(): number {
    return this.startEpochMs + this.trueMs;
  }

  get errorMs(): number {
    return this.clock.nowEpochMs() - this.tableEpochMs;
  }

  /** A round trip, by default one that takes 2 ms each way; `lateMs` is the table host's own error. */
  ask({ outMs = 2, backMs = 2, lateMs = 0 } = {}): void {
    const sentMs = this.monotonicMs();
    this.trueMs += outMs;
    const date = new Date(this.tableEpochMs - lateMs).toUTCString();
    this.trueMs += backMs;
    this.clock.learn(date, sentMs, this.monotonicMs());
  }
}

const skew = fc.integer({ min: -86_400_000, max: 86_400_000 });
const trip = fc.record({
  waitMs: fc.nat(20_000),
  outMs: fc.nat(300),
  backMs: fc.nat(300),
  lateMs: fc.integer({ min: -40, max: 40 }),
});

describe("the table's clock", () => {
  let house: House;
  beforeEach(() => {
    house = new House();
  });

  it("is not known before an answer, nor by an answer without a date", () => {
    const { clock } = new House();
    expect(clock.isKnown()).toBe(false);
    clock.learn(undefined, 0, 1);
    clock.learn("soon", 0, 1);
    expect(clock.isKnown()).toBe(false);
    expect(() => clock.nowEpochMs()).toThrow("not known");
  });

  it("is as uncertain as the whole seconds, the round trip, the tolerance and the drift since", () => {
    const { clock } = house;
    expect(clock.uncertaintyMs()).toBe(Number.POSITIVE_INFINITY);
    house.ask({ outMs: 100, backMs: 200 });
    expect(clock.uncertaintyMs()).toBeCloseTo((1_000 + 300) / 2 + 50);
    house.trueMs += 100_000;
    expect(clock.uncertaintyMs()).toBeCloseTo((1_000 + 300) / 2 + 50 + 20);
    // Learnt from nothing once, since the second answer agrees with the first.
    house.ask({ outMs: 100, backMs: 200 });
    expect(clock.beginnings).toBe(1);
  });

  it.each([
    [950, true],
    [951, false],
  ])(
    "is not known well enough by an answer that took too long: %i ms each way, %p",
    (ms, isKnown) => {
      house.ask({ outMs: ms, backMs: ms });
      expect(house.clock.isKnown()).toBe(isKnown);
    },
  );

  it.each([
    [1_000, true],
    [1_001, false],
    [-1_000, true],
    [-1_001, false],
  ])("goes by the server's clock no longer once that was set by %i ms: %p", (setMs, isTrusted) => {
    house.ask();
    const signing = house.clock.signingEpochMs();
    house.skewMs = setMs;
    expect(house.clock.isKnown()).toBe(isTrusted);
    expect(house.clock.signingEpochMs()).toBe(isTrusted ? signing : house.wallEpochMs());
  });

  it("is right to half of its width after any answers, whatever skew, jitter and drift there are", () => {
    fc.assert(
      fc.property(
        skew,
        fc.double({ min: -150e-6, max: 150e-6, noNaN: true }),
        fc.array(trip, { minLength: 1, maxLength: 40 }),
        (skewMs, drift, trips) => {
          const house = new House();
          Object.assign(house, { skewMs, drift });
          for (const { waitMs, ...each } of trips) {
            house.trueMs += waitMs;
            house.ask(each);
            const slowestMs = 1_000 + 2 * 50 + each.outMs + each.backMs;
            expect(Math.abs(house.errorMs)).toBeLessThanOrEqual(slowestMs / 2 + 1);
            expect(house.clock.isKnown()).toBe(true);
          }
        },
      ),
    );
  });

  it("comes within a tenth of a second with a hundred answers", () => {
    fc.assert(
      fc.property(
        skew,
        fc.array(fc.nat(1_000), { minLength: 100, maxLength: 100 }),
        (skewMs, waits) => {
          const house = new House();
          house.skewMs = skewMs;
          for (const waitMs of waits) {
            house.trueMs += waitMs;
            house.ask();
          }
          expect(Math.abs(house.errorMs)).toBeLessThanOrEqual(100);
        },
      ),
    );
  });

  it("comes within a tenth of a second in six answers, if it asks when a second turns", async () => {
    await fc.assert(
      fc.asyncProperty(skew, fc.nat(999), fc.array(fc.nat(20), { minLength: 7 }), async (...it) => {
        const [skewMs, startMs, trips] = it;
        const house = new House();
        Object.assign(house, { skewMs, trueMs: startMs });
        house.ask();
        let asked = 0;
        const ask = async () =>
          house.ask({ outMs: trips[asked++] ?? 2, backMs: trips[asked] ?? 2 });
        const pause = async (ms: number) => {
          expect(ms).toBeLessThanOrEqual(1_000);
          house.trueMs += ms;
        };
        await narrowClock(house.clock, ask, pause);
        expect(asked).toBeLessThanOrEqual(6);
        expect(house.clock.uncertaintyMs()).toBeLessThanOrEqual(100);
        expect(Math.abs(house.errorMs)).toBeLessThanOrEqual(100);
      }),
    );
  });

  it("is not thrown off by a server clock that is minutes off, nor by its being set", () => {
    const house = new House();
    house.skewMs = 600_000;
    house.ask();
    const before = house.errorMs;
    house.skewMs = -600_000;
    expect(house.errorMs).toBe(before);
    expect(house.clock.isKnown()).toBe(false);
    house.ask();
    expect(house.clock.isKnown()).toBe(true);
    expect(Math.abs(house.errorMs)).toBeLessThanOrEqual(600);
  });

  it("goes by the latest answer if that contradicts those before", () => {
    const house = new House();
    for (let asked = 0; asked < 50; asked++) {
      house.trueMs += 97;
      house.ask();
    }
    expect(house.clock.beginnings).toBe(1);
    house.ask({ lateMs: 30_000 });
    expect(house.clock.beginnings).toBe(2);
    expect(house.errorMs).toBeLessThan(-29_000);
    house.ask();
    expect(Math.abs(house.errorMs)).toBeLessThanOrEqual(600);
  });

  it("has to be learnt anew after the machine slept, for which the monotonic clock stood still", () => {
    const house = new House();
    house.ask();
    house.trueMs += 120_000;
    house.sleptMs += 120_000;
    expect(house.clock.isKnown()).toBe(false);
    house.ask();
    expect(house.clock.isKnown()).toBe(true);
    expect(Math.abs(house.errorMs)).toBeLessThanOrEqual(600);
  });

  it("has to be learnt anew after hours without an answer, for which clocks may have drifted apart", () => {
    const house = new House();
    house.ask();
    house.trueMs += 3_600_000;
    expect(house.clock.isKnown()).toBe(true);
    house.trueMs += 3_600_000;
    expect(house.clock.isKnown()).toBe(false);
  });

  it("signs by the server's clock until it knows better", () => {
    const house = new House();
    house.skewMs = 600_000;
    expect(house.clock.signingEpochMs()).toBe(house.wallEpochMs());
    house.ask();
    expect(Math.abs(house.clock.signingEpochMs() - house.tableEpochMs)).toBeLessThanOrEqual(600);
  });
});

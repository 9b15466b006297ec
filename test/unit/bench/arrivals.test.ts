import { describe, expect, it } from "@jest/globals";
import {
  boundaryBurst,
  evenArrivals,
  randomArrivals,
} from "../../../bench/harness/histories/arrivals.ts";
import { seededRandom } from "../../../bench/harness/random.ts";

const isSorted = (times: readonly number[]) =>
  times.every((time, index) => time >= (times[index - 1] ?? 0));

describe("arrivals", () => {
  it("come at random times, the same for the same seed", () => {
    const arrivals = randomArrivals(100, 3, seededRandom(1));
    expect(arrivals).toHaveLength(300);
    expect(isSorted(arrivals)).toBe(true);
    expect(arrivals.every((time) => time >= 0 && time < 180_000)).toBe(true);
    expect(randomArrivals(100, 3, seededRandom(1))).toEqual(arrivals);
    expect(randomArrivals(100, 3, seededRandom(2))).not.toEqual(arrivals);
  });

  it("come at an even pace", () => {
    expect(evenArrivals(2, 2)).toEqual([0, 30_000, 60_000, 90_000]);
  });

  it("burst on both sides of a minute's end, after one that opens a window", () => {
    const [first, ...burst] = boundaryBurst(10);
    expect(first).toBe(0);
    expect(isSorted(burst)).toBe(true);
    expect(burst.filter((time) => time >= 59_000 && time < 60_000)).toHaveLength(20);
    expect(burst.filter((time) => time >= 60_000 && time < 61_000)).toHaveLength(20);
  });
});

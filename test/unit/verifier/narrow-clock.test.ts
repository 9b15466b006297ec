import { expect, it } from "@jest/globals";
import { narrowClock } from "../../../verifier/narrow-clock.ts";
import type { TableClock } from "../../../verifier/table-clock.ts";

/** Asks a table whose answers leave these uncertainties, and returns the pauses before them. */
async function pausesFor(uncertaintiesMs: readonly number[], nowEpochMs = 0): Promise<number[]> {
  let asked = 0;
  const clock: TableClock = {
    beginnings: 1,
    isKnown: () => true,
    nowEpochMs: () => nowEpochMs,
    uncertaintyMs: () => uncertaintiesMs[Math.min(asked, uncertaintiesMs.length - 1)] ?? 0,
    signingEpochMs: () => nowEpochMs,
    learn: () => {},
  };
  const pauses: number[] = [];
  await narrowClock(
    clock,
    async () => asked++,
    async (ms) => pauses.push(ms),
  );
  expect(asked).toBe(pauses.length);
  return pauses;
}

it("a clock that is known to a tenth of a second is left alone", async () => {
  expect(await pausesFor([100])).toEqual([]);
  expect(await pausesFor([101, 100])).toHaveLength(1);
});

it("six requests are the most, even if they teach nothing", async () => {
  expect(await pausesFor([500])).toHaveLength(6);
});

it("each is sent when a second is estimated to turn", async () => {
  expect(await pausesFor([500, 90], 1_800_000_000_250)).toEqual([750]);
});

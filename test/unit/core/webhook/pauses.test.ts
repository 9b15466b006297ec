import { expect, it } from "@jest/globals";
import { attempts, pauseSecondsAfter, pausesSeconds } from "../../../../core/webhook/pauses.ts";

it("a pause after an attempt is the one of the list, or up to a tenth longer", () => {
  for (const [index, pause] of pausesSeconds.entries()) {
    expect(pauseSecondsAfter(index + 1, 0)).toBe(pause);
    expect(pauseSecondsAfter(index + 1, 1)).toBe(Math.round((pause * 11) / 10));
  }
  expect(pauseSecondsAfter(10, 0.5)).toBe(34_020);
});

it("there is no pause after the last attempt", () => {
  expect(pauseSecondsAfter(attempts - 1, 0)).toBeGreaterThan(0);
  expect(pauseSecondsAfter(attempts, 1)).toBe(0);
});

it("the pauses are 25 hours in all, and none is longer than a visibility timeout can be", () => {
  const total = pausesSeconds.reduce((sum, pause) => sum + pause, 0);
  expect(Math.round(total / 3600)).toBe(25);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    expect(pauseSecondsAfter(attempt, 1)).toBeLessThanOrEqual(12 * 3600);
  }
});

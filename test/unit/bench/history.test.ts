import { describe, expect, it } from "@jest/globals";
import {
  fullestSpan,
  joinHistories,
  newHistory,
  wrongRefusals,
} from "../../../bench/harness/histories/history.ts";

const admitted = (...admittedAt: number[]) => ({ ...newHistory(), admittedAt });
const refusedAt = (...times: number[]) =>
  times.map((time) => ({ judgedAt: time, answeredAt: time }));

describe("the fullest 60 seconds of a history", () => {
  it("are empty where nothing was admitted", () => {
    expect(fullestSpan(newHistory())).toBe(0);
  });

  it("count requests less than 60 seconds apart, and not those 60 seconds apart", () => {
    expect(fullestSpan(admitted(0, 59_999))).toBe(2);
    expect(fullestSpan(admitted(0, 60_000))).toBe(1);
  });

  it("lie wherever the most requests are", () => {
    expect(fullestSpan(admitted(0, 50_000, 70_000, 80_000, 109_999, 200_000))).toBe(4);
  });
});

describe("a refusal", () => {
  it("is right where the limit was admitted in the 61 seconds before it", () => {
    const history = { ...admitted(0, 1_000), refused: refusedAt(61_000) };
    expect(wrongRefusals(history, 2)).toBe(0);
  });

  it("is wrong once the oldest of them has left", () => {
    const history = { ...admitted(0, 1_000), refused: refusedAt(61_001) };
    expect(wrongRefusals(history, 2)).toBe(1);
  });

  it("does not count what was admitted after it", () => {
    const history = { ...admitted(0, 2_000), refused: refusedAt(1_000) };
    expect(wrongRefusals(history, 2)).toBe(1);
  });

  it("may be for what was counted while it was under way", () => {
    const refused = [{ judgedAt: 1_000, answeredAt: 2_000 }];
    expect(wrongRefusals({ ...admitted(0, 2_000), refused }, 2)).toBe(0);
  });
});

it("joins what several processes wrote down in the order of time", () => {
  const one = { ...admitted(1, 3), refused: refusedAt(4), faults: 1 };
  const other = { ...admitted(2), refused: refusedAt(0), faults: 2 };
  expect(joinHistories([one, other])).toEqual({
    admittedAt: [1, 2, 3],
    refused: refusedAt(0, 4),
    faults: 3,
  });
});

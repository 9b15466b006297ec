import { describe, expect, it } from "@jest/globals";
import { fullestShare, type QuotaUse, wrongAnswers } from "../../../bench/quotas/quota-history.ts";

const secondOf = (time: string) => Date.parse(time) / 1000;
const evening = secondOf("2028-02-29T23:59:59Z");
const morning = secondOf("2028-03-01T00:00:00Z");
let moment = 0;

function use(second: number, cost: number, kind: QuotaUse["kind"] = "admitted"): QuotaUse {
  return { kind, cost, second, began: ++moment, ended: ++moment };
}

describe("the fullest share of a quota", () => {
  it("adds up the units that were admitted in a period, and no others", () => {
    const uses = [use(evening, 4), use(evening, 9, "over-quota"), use(morning, 3)];
    expect(fullestShare(uses, { day: 8 })).toBe(0.5);
    expect(fullestShare(uses, { month: 4 })).toBe(1);
    expect(fullestShare(uses, { total: 5 })).toBe(1.4);
    expect(fullestShare(uses, { day: 4, month: 4, total: 7 })).toBe(1);
    expect(fullestShare([use(evening, 3), use(evening - 3_600, 2)], { day: 4 })).toBe(1.25);
  });
});

describe("a wrong answer", () => {
  it("is a refusal for which every quota had room", () => {
    const admitted = use(evening, 5);
    const refused = use(evening, 5, "over-quota");
    expect(wrongAnswers([admitted, refused], { day: 10, month: 20 })).toBe(1);
    expect(wrongAnswers([admitted, refused], { day: 10, month: 9 })).toBe(0);
    expect(wrongAnswers([refused], { day: 5 })).toBe(1);
    expect(wrongAnswers([refused], { day: 4 })).toBe(0);
  });

  it("is a refusal for what was used of a period that is over", () => {
    const uses = [use(evening, 5), use(morning, 5, "over-quota")];
    expect(wrongAnswers(uses, { day: 5 })).toBe(1);
    expect(wrongAnswers(uses, { month: 5 })).toBe(1);
    expect(wrongAnswers(uses, { total: 5 })).toBe(0);
  });

  it("is a refusal for units that were asked for after its answer", () => {
    const refused = use(evening, 1, "over-quota");
    expect(wrongAnswers([refused, use(evening, 1)], { day: 1 })).toBe(1);
    const inFlight = { ...use(evening, 1), began: refused.began };
    expect(wrongAnswers([refused, inFlight], { day: 1 })).toBe(0);
  });

  it("is any answer but an admission or a used up quota", () => {
    expect(wrongAnswers([use(evening, 1, "other")], { day: 1 })).toBe(1);
  });
});

import { expect, it } from "@jest/globals";
import { countedReasons, refusalsByDay } from "../../../../core/admission/refusal-counts.ts";
import { wordsOfRefusal } from "../../../../core/admission/refusal-words.ts";

it("the refusals of several keys are added up by day and reason, oldest first", () => {
  const refusals = [
    { keyId: "a", date: "2026-11-28", counts: { limit: 3, plan: 1 } },
    { keyId: "a", date: "2026-11-27", counts: { limit: 1 } },
    { keyId: "b", date: "2026-11-28", counts: { limit: 2, quota: 5 } },
  ];
  expect(refusalsByDay(refusals)).toEqual([
    { date: "2026-11-27", counts: { limit: 1 } },
    { date: "2026-11-28", counts: { limit: 5, plan: 1, quota: 5 } },
  ]);
  expect(refusalsByDay([])).toEqual([]);
});

it("each reason that is counted has words of its own, and any other has none", () => {
  const words = countedReasons.map(wordsOfRefusal);
  expect(words).not.toContain("");
  expect(words).not.toContain(undefined);
  expect(new Set(words).size).toBe(countedReasons.length);
  for (const reason of ["malformed", "of a later version", "constructor"]) {
    expect(wordsOfRefusal(reason)).toBeUndefined();
  }
});

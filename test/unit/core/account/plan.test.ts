import { describe, expect, it } from "@jest/globals";
import {
  eligiblePlans,
  isEligible,
  isPlan,
  planRateLimitPerMinute,
  plans,
} from "../../../../core/account/plan.ts";

describe("plans", () => {
  it.each([
    ["free", false, 10],
    ["pro", false, 30],
    ["agency", true, 60],
    ["master", true, 120],
    ["business", true, 120],
    ["enterprise", true, 600],
  ] as const)("%s: may call %s, %d a minute by default", (plan, eligible, limit) => {
    expect(isPlan(plan)).toBe(true);
    expect(isEligible(plan)).toBe(eligible);
    expect(planRateLimitPerMinute[plan]).toBe(limit);
  });

  it("are these six and no more", () => {
    expect(plans).toHaveLength(6);
    expect(Object.keys(planRateLimitPerMinute)).toHaveLength(6);
    expect(plans.filter(isEligible)).toEqual([...eligiblePlans]);
  });

  it.each([
    "Agency",
    "agency ",
    "",
    "toString",
    "constructor",
    "__proto__",
    0,
    null,
    undefined,
    ["agency"],
    { plan: "agency" },
  ])("do not include %j", (value) => {
    expect(isPlan(value)).toBe(false);
  });
});

import { describe, expect, it } from "@jest/globals";
import { plansOf } from "../../../../core/account/plan.ts";
import { labelOf } from "../../../../web/page/format/plans.ts";
import { contractPlans } from "../../../support/contract-config.ts";

describe("the contract's plans", () => {
  it.each([
    ["free", "Free", false, 10],
    ["pro", "Pro", false, 30],
    ["agency", "Agency", true, 60],
    ["master", "Master", true, 120],
    ["business", "Business", true, 120],
    ["enterprise", "Enterprise", true, 600],
  ] as const)("have %s, called %s: may call %s, %d a minute", (name, label, eligible, limit) => {
    expect(contractPlans.isEligible(name)).toBe(eligible);
    expect(contractPlans.rulesOf(name)).toMatchObject({
      label,
      limitPerMinute: limit,
      keyCap: 25,
    });
  });

  it("are these six and no more, free the initial one", () => {
    expect(contractPlans.names).toHaveLength(6);
    expect(contractPlans.initial.name).toBe("free");
    // Made here, since a mutation run does not load the configuration anew.
    const plans = plansOf(contractPlans.rules);
    expect(plans.names).toEqual(contractPlans.rules.map(({ name }) => name));
    expect(plans.eligible).toEqual(["agency", "master", "business", "enterprise"]);
    expect(plans.names.filter((name) => plans.isEligible(name))).toEqual(plans.eligible);
    expect(plans.names.every((name) => plans.has(name))).toBe(true);
    expect(contractPlans.names.filter((name) => contractPlans.isEligible(name))).toEqual(
      contractPlans.eligible,
    );
  });
});

describe("a plan that is not configured", () => {
  it.each(["Agency", "agency ", "", "toString", "constructor", "__proto__"])(
    "is not eligible, and has the rules of the initial one: %j",
    (name) => {
      expect(contractPlans.isEligible(name)).toBe(false);
      expect(contractPlans.has(name)).toBe(false);
      expect(labelOf(name, contractPlans)).toBe(name);
      expect(contractPlans.rulesOf(name)).toBe(contractPlans.initial);
    },
  );
});

it("refuses plans of which none is the initial one", () => {
  const plan = { name: "team", label: "Team", eligible: true, limitPerMinute: 1, keyCap: 1 };
  expect(() => plansOf([plan])).toThrow("no plan is initial");
});

import { describe, expect, it } from "@jest/globals";
import { parseConfig } from "../../../../core/config/config.ts";
import { defaultSettings } from "../../../../core/config/default-settings.ts";
import { planRefusalOf } from "../../../../core/config/plan-refusal.ts";
import { signInCallback, signInPorts } from "../../../../core/config/terminal-sign-in.ts";

describe("settings as the page and the stack's output have them", () => {
  const json = JSON.stringify({ ...defaultSettings, keyPrefix: "acme_" });

  it("are read whole, with the plans looked up by name", () => {
    const { plans, ...config } = parseConfig(json);
    expect(config).toMatchObject({ keyPrefix: "acme_", leaks: "revoke", importedKeys: "none" });
    expect([plans.initial.name, plans.isEligible("agency")]).toEqual(["free", true]);
  });

  it("keep what a stage says of imported keys", () => {
    const staged = JSON.stringify({ ...JSON.parse(json), importedKeys: { prefix: "old_" } });
    expect(parseConfig(staged).importedKeys).toEqual({ prefix: "old_" });
  });
});

it("the refusal of a plan is in the owner's words, with its own status and code", () => {
  expect(planRefusalOf({ planRefusal: "Upgrade first." })).toMatchObject({
    status: 403,
    code: "ineligible_plan",
    message: "Upgrade first.",
  });
});

it("a sign-in at a terminal comes back to one of three ports, by the name that Cognito takes", () => {
  expect(signInPorts.map(signInCallback)).toEqual([
    "http://localhost:8411/callback",
    "http://localhost:8412/callback",
    "http://localhost:8413/callback",
  ]);
});

import { describe, expect, it } from "@jest/globals";
import { createAddressBudget } from "../../../functions/management/address-budget.ts";

function budget(capacity = 100) {
  const clock = { nowMs: 5_000 };
  const nowMs = () => clock.nowMs;
  const spend = createAddressBudget({ burst: 3, perSecond: 0.5, capacity, nowMs });
  return { clock, spend };
}

describe("an address", () => {
  it("may send a burst, then has to wait for each", () => {
    const { clock, spend } = budget();
    const address = "203.0.113.7";
    expect([1, 2, 3, 4].map(() => spend(address))).toEqual([0, 0, 0, 2]);
    clock.nowMs += 1_999;
    expect(spend(address)).toBe(1);
    clock.nowMs += 1;
    expect([spend(address), spend(address)]).toEqual([0, 2]);
    clock.nowMs += 60_000;
    expect([1, 2, 3, 4].map(() => spend(address))).toEqual([0, 0, 0, 2]);
  });

  it("does not use up the budget of another", () => {
    const { spend } = budget();
    for (let sent = 0; sent < 10; sent++) spend("203.0.113.7");
    expect(spend("203.0.113.8")).toBe(0);
  });

  it.each([
    ["2001:db8::1", "2001:0DB8:0:0:ffff::2"],
    ["203.0.113.7", "::ffff:203.0.113.7"],
  ])("%s counts as the same as %s", (one, other) => {
    const { spend } = budget();
    for (let sent = 0; sent < 3; sent++) spend(one);
    expect(spend(other)).toBe(2);
  });

  it.each([
    ["2001:db8::1", "2001:db8:0:1::1"],
    ["::ffff:203.0.113.7", "::ffff:203.0.113.8"],
  ])("%s counts as another than %s", (one, other) => {
    const { spend } = budget();
    for (let sent = 0; sent < 3; sent++) spend(one);
    expect(spend(other)).toBe(0);
  });

  it("is forgotten once there are too many others", () => {
    const { spend } = budget(2);
    for (let sent = 0; sent < 3; sent++) spend("203.0.113.7");
    spend("203.0.113.8");
    spend("203.0.113.9");
    expect(spend("203.0.113.7")).toBe(0);
  });
});

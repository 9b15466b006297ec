import { describe, expect, it } from "@jest/globals";
import { callerOf, quotaOf, stateOf } from "../../../../core/admission/judge.ts";
import { emptyWindow } from "../../../../core/admission/rolling-window.ts";
import type { KeyRecord } from "../../../../core/key/key-record.ts";
import { contractPlans } from "../../../support/contract-config.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";

const second = 1_800_000_000;
const nowEpochMs = second * 1000;
const full = { second, count: 2, closed: emptyWindow.closed };
const { record } = newKey(newKeyring(), { rateLimitPerMinute: 2 });

function state(overrides: Partial<KeyRecord>) {
  return stateOf({ ...record, ...overrides }, second, nowEpochMs, contractPlans);
}

describe("stateOf", () => {
  it("finds room in a live key on an eligible plan below its limit", () => {
    expect(state({})).toBe("admissible");
    expect(state({ window: { ...full, count: 1 } })).toBe("admissible");
  });

  it.each([
    ["paused", { isActive: false }],
    ["revoked", { isActive: false, revokedAt: second - 1 }],
    ["marked as revoked but not paused", { isActive: true, revokedAt: second - 1 }],
    ["expired", { expiresAt: second }],
  ])("asks for life first: a %s key is dead whatever its plan and window", (_, overrides) => {
    expect(state(overrides)).toBe("dead");
    expect(state({ ...overrides, plan: "free", window: full })).toBe("dead");
  });

  it("asks for the plan before the limit", () => {
    expect(state({ plan: "free" })).toBe("ineligible");
    expect(state({ plan: "pro", window: full })).toBe("ineligible");
  });

  it("is full at the limit, above it, and always at a limit of 0", () => {
    expect(state({ window: full })).toBe("full");
    expect(state({ window: { ...full, count: 3 } })).toBe("full");
    expect(state({ rateLimitPerMinute: 0 })).toBe("full");
  });

  it("counts the expiry in whole seconds of the clock, rounded down", () => {
    const expiring = { ...record, expiresAt: second + 1 };
    expect(stateOf(expiring, second, nowEpochMs + 999, contractPlans)).toBe("admissible");
    expect(stateOf(expiring, second, nowEpochMs + 1_000, contractPlans)).toBe("dead");
  });
});

describe("callerOf", () => {
  it("tells whose the key is and nothing more", () => {
    expect(callerOf(record)).toEqual({ keyId: record.id, accountId: "acct_1", plan: "agency" });
  });
});

describe("quotaOf", () => {
  const used = { ...record, rateLimitPerMinute: 5, window: { ...full, count: 2 } };

  it("gives limit, remainder and the time when the latest second leaves the window", () => {
    expect(quotaOf(used, second, nowEpochMs)).toEqual({
      limit: 5,
      remaining: 3,
      resetAtEpochSeconds: second + 61,
      resetAfterSeconds: 61,
    });
  });

  it("rounds the time until the reset up, so that waiting for it is enough", () => {
    expect(quotaOf(used, second, nowEpochMs + 1).resetAfterSeconds).toBe(61);
    expect(quotaOf(used, second, nowEpochMs + 999).resetAfterSeconds).toBe(61);
    expect(quotaOf(used, second + 1, nowEpochMs + 1_000).resetAfterSeconds).toBe(60);
    expect(quotaOf(used, second + 60, nowEpochMs + 60_999).resetAfterSeconds).toBe(1);
  });

  it("keeps the wait within 1 to 61 s however far the container's clock is off", () => {
    expect(quotaOf(used, second, nowEpochMs - 90_000).resetAfterSeconds).toBe(61);
    expect(quotaOf(used, second, nowEpochMs + 90_000).resetAfterSeconds).toBe(1);
  });

  it("never tells a negative remainder after the limit was lowered", () => {
    expect(quotaOf({ ...used, rateLimitPerMinute: 1 }, second, nowEpochMs).remaining).toBe(0);
  });
});

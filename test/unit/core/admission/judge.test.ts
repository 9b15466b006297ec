import { describe, expect, it } from "@jest/globals";
import {
  allowanceOf,
  callerOf,
  type Judged,
  retryAfterSeconds,
  stateOf,
} from "../../../../core/admission/judge.ts";
import { emptyWindow } from "../../../../core/admission/rolling-window.ts";
import type { KeyRecord } from "../../../../core/key/key-record.ts";
import type { KeyRules } from "../../../../core/key/key-rules.ts";
import { noRules } from "../../../../core/key/key-rules.ts";
import { contractPlans } from "../../../support/contract-config.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";

/** 2027-01-15T08:00:00Z */
const second = 1_800_000_000;
const nowEpochMs = second * 1000;
const full = { second, count: 2, closed: emptyWindow.closed };
const { record } = newKey(newKeyring(), { rateLimitPerMinute: 2 });

function judgedBy(rules: Partial<KeyRules> = {}, asked: Partial<Judged> = {}): Judged {
  const versioned = { ...noRules, ...rules, version: 1 };
  return { cost: 1, scope: undefined, isAddressAllowed: true, rules: versioned, ...asked };
}

function standing(overrides: Partial<KeyRecord>, judged = judgedBy(), nowMs = nowEpochMs) {
  return stateOf({ ...record, ...overrides }, judged, second, nowMs, contractPlans);
}

describe("stateOf", () => {
  it("finds room in a live key on an eligible plan below its limit", () => {
    expect(standing({})).toBe("admissible");
    expect(standing({ window: { ...full, count: 1 } })).toBe("admissible");
  });

  it("asks in the order of the contract: each refusal goes before all that follow", () => {
    const keys: [string, Partial<KeyRecord>, Partial<Judged>, Partial<KeyRules>][] = [
      ["revoked", { revokedAt: second - 1 }, {}, {}],
      ["paused", { isActive: false }, {}, {}],
      ["expired", { expiresAt: second }, {}, {}],
      ["suspended", { isSuspended: true }, {}, {}],
      ["plan", { plan: "free" }, {}, {}],
      ["address", {}, { isAddressAllowed: false }, {}],
      ["scope", {}, { scope: "models:read" }, { scopes: [] }],
      ["cost", {}, { cost: 3 }, {}],
      ["full", { window: full }, {}, {}],
      ["over-quota", { quotaUse: { total: 9 } }, {}, { quotas: { total: 9 } }],
    ];
    for (const [index, [first]] of keys.entries()) {
      for (const [, ...other] of keys.slice(index)) {
        const [, ...one] = keys[index] ?? ["", {}, {}, {}];
        const key = { ...other[0], ...one[0] };
        const judged = judgedBy({ ...other[2], ...one[2] }, { ...other[1], ...one[1] });
        expect(standing(key, judged)).toBe(first);
      }
    }
  });

  it("is full at the limit and above it; a limit of 0 is below any cost", () => {
    expect(standing({ window: full })).toBe("full");
    expect(standing({ window: { ...full, count: 3 } })).toBe("full");
    expect(standing({ rateLimitPerMinute: 0 })).toBe("cost");
  });

  it("counts a request for its cost", () => {
    const used = { rateLimitPerMinute: 10, window: { ...full, count: 7 } };
    expect(standing(used, judgedBy({}, { cost: 3 }))).toBe("admissible");
    expect(standing(used, judgedBy({}, { cost: 4 }))).toBe("full");
    expect(standing(used, judgedBy({}, { cost: 11 }))).toBe("cost");
    expect(standing(used, judgedBy({ quotas: { day: 2 } }, { cost: 3 }))).toBe("cost");
  });

  it("has every scope without a list, and those of its list alone with one", () => {
    const wanting = { scope: "models:read" };
    expect(standing({}, judgedBy({}, wanting))).toBe("admissible");
    expect(standing({}, judgedBy({ scopes: ["models:read"] }, wanting))).toBe("admissible");
    expect(standing({}, judgedBy({ scopes: ["account:read"] }, wanting))).toBe("scope");
    expect(standing({}, judgedBy({ scopes: [] }))).toBe("admissible");
  });

  it("counts what was used in an earlier period for nothing", () => {
    const quotas = { day: 5, month: 50, total: 500 };
    const window = { ...emptyWindow, second: second - 86_400 };
    const use = (quotaUse: KeyRecord["quotaUse"]) =>
      standing({ window, quotaUse }, judgedBy({ quotas }));
    expect(use({ day: 5, month: 5, total: 5 })).toBe("admissible");
    expect(use({ day: 5, month: 50, total: 50 })).toBe("over-quota");
    expect(use({ day: 5, month: 5, total: 500 })).toBe("over-quota");
  });

  it("counts the expiry in whole seconds of the clock, rounded down", () => {
    const expiring = { expiresAt: second + 1 };
    expect(standing(expiring, judgedBy(), nowEpochMs + 999)).toBe("admissible");
    expect(standing(expiring, judgedBy(), nowEpochMs + 1_000)).toBe("expired");
  });
});

describe("callerOf", () => {
  it("tells whose the key is and nothing more", () => {
    expect(callerOf(record)).toEqual({ keyId: record.id, accountId: "acct_1", plan: "agency" });
  });
});

describe("allowanceOf", () => {
  const used = { ...record, rateLimitPerMinute: 5, window: { ...full, count: 2 } };

  function allowanceAt(key: KeyRecord, at: number, nowMs: number) {
    return allowanceOf(key, undefined, at, nowMs);
  }

  it("gives limit, remainder and the time when the latest second leaves the window", () => {
    expect(allowanceAt(used, second, nowEpochMs)).toEqual({
      limit: 5,
      remaining: 3,
      resetAtEpochSeconds: second + 61,
      resetAfterSeconds: 61,
      quotas: [],
    });
  });

  it("tells each quota's remainder and the rest of its period", () => {
    const rules = { ...noRules, version: 1, quotas: { day: 10, month: 20, total: 30 } };
    const key = { ...used, quotaUse: { day: 1, month: 25, total: 3 } };
    // The third of the 31 days of January is over by 8 of 24 hours.
    expect(allowanceOf(key, rules, second, nowEpochMs).quotas).toEqual([
      { period: "day", quota: 10, remaining: 9, periodSeconds: 86_400, resetAfterSeconds: 57_600 },
      {
        period: "month",
        quota: 20,
        remaining: 0,
        periodSeconds: 31 * 86_400,
        resetAfterSeconds: 16 * 86_400 + 57_600,
      },
      {
        period: "total",
        quota: 30,
        remaining: 27,
        periodSeconds: undefined,
        resetAfterSeconds: undefined,
      },
    ]);
  });

  it("rounds the time until the reset up, so that waiting for it is enough", () => {
    expect(allowanceAt(used, second, nowEpochMs + 1).resetAfterSeconds).toBe(61);
    expect(allowanceAt(used, second, nowEpochMs + 999).resetAfterSeconds).toBe(61);
    expect(allowanceAt(used, second + 1, nowEpochMs + 1_000).resetAfterSeconds).toBe(60);
    expect(allowanceAt(used, second + 60, nowEpochMs + 60_999).resetAfterSeconds).toBe(1);
  });

  it("keeps the wait within 1 to 61 s however far the container's clock is off", () => {
    expect(allowanceAt(used, second, nowEpochMs - 90_000).resetAfterSeconds).toBe(61);
    expect(allowanceAt(used, second, nowEpochMs + 90_000).resetAfterSeconds).toBe(1);
  });

  it("never tells a negative remainder after the limit was lowered", () => {
    expect(allowanceAt({ ...used, rateLimitPerMinute: 1 }, second, nowEpochMs).remaining).toBe(0);
  });
});

describe("retryAfterSeconds", () => {
  const busy = { ...record, rateLimitPerMinute: 5, window: { ...full, count: 4 } };
  const rules = (quotas: KeyRules["quotas"]) => ({ ...noRules, version: 1, quotas });

  function waitOf(key: KeyRecord, quotas: KeyRules["quotas"], cost: number) {
    const allowance = allowanceOf(key, rules(quotas), second + 1, nowEpochMs + 1_000);
    return retryAfterSeconds(key, allowance, cost, second + 1, nowEpochMs + 1_000);
  }

  it("is the time until the cost fits into the window", () => {
    expect(waitOf(busy, undefined, 2)).toBe(60);
  });

  it("is the longest wait of all that is exceeded", () => {
    expect(waitOf({ ...busy, quotaUse: { day: 9 } }, { day: 10 }, 2)).toBe(57_599);
    expect(waitOf({ ...busy, quotaUse: { day: 8 } }, { day: 10 }, 2)).toBe(60);
  });

  it("is unknown if a quota that is exceeded never renews", () => {
    expect(waitOf({ ...busy, quotaUse: { day: 9, total: 9 } }, { day: 10, total: 10 }, 2)).toBe(
      undefined,
    );
  });
});

import { describe, expect, it } from "@jest/globals";
import { emptyWindow } from "../../../core/admission/rolling-window.ts";
import type { KeyRecord } from "../../../core/key/key-record.ts";
import { explainKey } from "../../support/endpoints.ts";
import { userOf } from "../../support/management-house.ts";
import { OneKeyHouse } from "../../support/one-key-house.ts";

const now = 1_800_000_000;
const full = { ...emptyWindow, second: now - 10, count: 60 };

async function explained(change: Partial<KeyRecord> = {}) {
  const house = new OneKeyHouse();
  house.record = { ...house.record, ...change };
  const { statusCode, body } = await house.call(explainKey, { method: "GET" });
  expect(statusCode).toBe(200);
  return JSON.parse(body);
}

function firstFailed({ checks }: { checks: { check: string; passed: boolean }[] }) {
  return checks.find(({ passed }) => !passed)?.check;
}

describe("an explanation", () => {
  it("shows every check in its order, with what it is decided by", async () => {
    const { checks, ...rest } = await explained({
      expiresAt: now + 60,
      window: { ...full, count: 3 },
    });
    expect(rest).toEqual({
      object: "explanation",
      key_id: "3kTMd92x",
      verdict: "admitted",
      status: 200,
      error: null,
    });
    expect(checks).toEqual([
      { check: "not_revoked", passed: true, revoked_at: null },
      { check: "not_paused", passed: true, is_active: true },
      { check: "not_expired", passed: true, expires_at: "2027-01-15T08:01:00Z" },
      {
        check: "plan_eligible",
        passed: true,
        plan: "agency",
        eligible_plans: ["agency", "master", "business", "enterprise"],
      },
      {
        check: "within_limit",
        passed: true,
        rate_limit_per_minute: 60,
        admitted_in_window: 3,
        remaining: 57,
        resets_at: "2027-01-15T08:00:51Z",
      },
    ]);
  });

  const states: [string, Partial<KeyRecord>, string, number, string][] = [
    ["revoked", { isActive: false, revokedAt: now - 1 }, "invalid", 401, "not_revoked"],
    ["paused", { isActive: false }, "invalid", 401, "not_paused"],
    ["expired in this second", { expiresAt: now }, "invalid", 401, "not_expired"],
    ["on a plan without access", { plan: "free" }, "ineligible", 403, "plan_eligible"],
    ["over its limit", { window: full }, "limited", 429, "within_limit"],
    ["of limit 0", { rateLimitPerMinute: 0 }, "limited", 429, "within_limit"],
  ];

  it.each(states)(
    "names the check that a key %s fails",
    async (_, change, verdict, status, check) => {
      const answer = await explained(change);
      expect(answer).toMatchObject({ verdict, status });
      expect(answer.error).toEqual(expect.any(String));
      expect(firstFailed(answer)).toBe(check);
    },
  );

  it("gives the verdict of the first check that fails, of several", async () => {
    const merged = states.map(([, change]) => change);
    for (let from = 0; from < merged.length; from++) {
      const change = Object.assign({}, ...merged.slice(from).toReversed());
      const { verdict } = await explained(change);
      const [, , expected] = states[from] ?? [];
      expect(verdict).toBe(expected);
    }
  });

  it("does not blame a revoked key for being paused too", async () => {
    const { checks } = await explained({ isActive: false, revokedAt: now - 1 });
    expect(checks[1]).toEqual({ check: "not_paused", passed: true, is_active: false });
  });

  it("has no secret in it, and leaves no trace", async () => {
    const house = new OneKeyHouse();
    const { record } = house;
    const { body } = await house.call(explainKey, { method: "GET" });
    for (const encoding of ["hex", "base64"] as const) {
      expect(body).not.toContain(Buffer.from(record.digest.bytes).toString(encoding));
    }
    expect(body).not.toMatch(/digest|pepper/);
    expect([house.record, house.events]).toEqual([record, []]);
  });

  it("is for the account's own user too, and 404 for any other", async () => {
    const house = new OneKeyHouse();
    const own = await house.call(explainKey, { authorizer: userOf("acct_1") });
    expect(own.statusCode).toBe(200);
    expect(await house.refusal(explainKey, { authorizer: userOf("acct_2") })).toEqual({
      status: 404,
      message: "Account not found",
    });
  });
});

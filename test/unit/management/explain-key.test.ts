import { describe, expect, it } from "@jest/globals";
import { emptyWindow } from "../../../core/admission/rolling-window.ts";
import { type KeyRules, noRules, rulesAt } from "../../../core/key/key-rules.ts";
import type { ManagedKey } from "../../../core/key/managed-key.ts";
import { explainKey } from "../../support/endpoints.ts";
import { userOf } from "../../support/management-house.ts";
import { OneKeyHouse } from "../../support/one-key-house.ts";

const now = 1_800_000_000;
const full = { ...emptyWindow, second: now - 10, count: 60 };

async function explained(change: Partial<ManagedKey> = {}, query: Record<string, string> = {}) {
  const house = new OneKeyHouse();
  house.record = { ...house.record, ...change };
  const { statusCode, body } = await house.call(explainKey, { method: "GET", query });
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
      account_id: "acct_1",
      name: "Production server",
      last_used_at: "2027-01-15T07:59:50Z",
      verdict: "admitted",
      status: 200,
      error: null,
      secret_rotated_at: null,
    });
    expect(checks).toEqual([
      { check: "not_revoked", passed: true, revoked_at: null },
      { check: "not_paused", passed: true, is_active: true },
      { check: "not_expired", passed: true, expires_at: "2027-01-15T08:01:00Z" },
      { check: "account_not_suspended", passed: true },
      {
        check: "plan_eligible",
        passed: true,
        plan: "agency",
        eligible_plans: ["agency", "master", "business", "enterprise"],
      },
      { check: "address_allowed", passed: true, ip: null, allowed_ips: null },
      { check: "scope_granted", passed: true, scope: null, scopes: null },
      { check: "cost_payable", passed: true, cost: 1 },
      {
        check: "within_limit",
        passed: true,
        rate_limit_per_minute: 60,
        admitted_in_window: 3,
        remaining: 57,
        resets_at: "2027-01-15T08:00:51Z",
      },
      { check: "within_quotas", passed: true, quotas: null },
    ]);
  });

  const states: [string, Partial<ManagedKey>, string, number, string][] = [
    ["revoked", { isActive: false, revokedAt: now - 1 }, "invalid", 401, "not_revoked"],
    ["paused", { isActive: false }, "invalid", 401, "not_paused"],
    ["expired in this second", { expiresAt: now }, "invalid", 401, "not_expired"],
    ["suspended", { isSuspended: true }, "forbidden", 403, "account_not_suspended"],
    ["on a plan without access", { plan: "free" }, "ineligible", 403, "plan_eligible"],
    ["of limit 0", { rateLimitPerMinute: 0 }, "forbidden", 403, "cost_payable"],
    ["over its limit", { window: full }, "limited", 429, "within_limit"],
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

  const asked = { ip: "203.0.113.8", scope: "models:read", cost: "10" };
  const ruled: [string, Partial<KeyRules>, Partial<ManagedKey>, string, number, string][] = [
    [
      ...(["an address off the list", { allowedIps: ["203.0.113.0/29"] }, {}] as const),
      ...(["API key is not allowed from this IP address", 403, "address_allowed"] as const),
    ],
    [
      ...(["a scope that it lacks", { scopes: ["account:read"] }, {}] as const),
      ...(["API key lacks the scope models:read", 403, "scope_granted"] as const),
    ],
    [
      ...(["a cost above a quota", { quotas: { total: 9 } }, {}] as const),
      ...(["Request cost exceeds the API key's limit", 403, "cost_payable"] as const),
    ],
    [
      ...(["a cost above what is left", {}, { window: { ...full, count: 51 } }] as const),
      ...(["Rate limit exceeded", 429, "within_limit"] as const),
    ],
    [
      ...(["a quota used up", { quotas: { day: 50 } }, { quotaUse: { day: 41 } }] as const),
      ...(["Quota exceeded", 429, "within_quotas"] as const),
    ],
  ];

  function withRules(index: number): Partial<ManagedKey> {
    const [, rules = {}, change = {}] = ruled[index] ?? [];
    return { window: { ...full, count: 1 }, ...rulesAt(7, { ...noRules, ...rules }), ...change };
  }

  it.each(ruled.map((row, index) => [row[0], index] as const))(
    "names the check that a request fails: %s",
    async (_, index) => {
      const [, , , error, status, check] = ruled[index] ?? [];
      const answer = await explained(withRules(index), asked);
      expect(answer).toMatchObject({ error, status });
      expect(firstFailed(answer)).toBe(check);
    },
  );

  it("admits a request that fits all of the rules, and shows them", async () => {
    const rules = {
      scopes: ["models:read"],
      allowedIps: ["203.0.113.8"],
      quotas: { day: 10, total: 10 },
    };
    const answer = await explained(rulesAt(7, rules), asked);
    expect(answer).toMatchObject({ verdict: "admitted", status: 200, error: null });
    expect(firstFailed(answer)).toBeUndefined();
    expect(answer.checks.slice(5)).toMatchObject([
      { ip: "203.0.113.8", allowed_ips: ["203.0.113.8"] },
      { scope: "models:read", scopes: ["models:read"] },
      { cost: 10 },
      { check: "within_limit" },
      {
        quotas: {
          day: { quota: 10, used: 0, remaining: 10, resets_at: "2027-01-16T00:00:00Z" },
          total: { quota: 10, used: 0, remaining: 10, resets_at: null },
        },
      },
    ]);
  });

  it("takes an address that is not asked for as allowed, and a route as wanting no scope", async () => {
    const rules = { scopes: [], allowedIps: ["203.0.113.8"], quotas: undefined };
    expect(await explained(rulesAt(7, rules))).toMatchObject({ verdict: "admitted" });
  });

  it.each([
    ["ip", ["", "203.0.113", "fe80::1%eth0", "203.0.113.0/24", "example.com"]],
    ["scope", ["", "other", "Models:read", "toString"]],
    ["cost", ["", "0", "-1", "1001", "1.5", "01", "1e2"]],
    ["other", ["x"]],
  ])("refuses a malformed %s by name", async (name, values) => {
    for (const value of values) {
      const refusal = await new OneKeyHouse().refusal(explainKey, { query: { [name]: value } });
      expect(refusal.status).toBe(400);
      expect(refusal.message).toMatch(name === "other" ? /^query: unknown/ : `${name}: must be`);
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

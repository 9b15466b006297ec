import { describe, expect, it } from "@jest/globals";
import { plansOf } from "../../../core/account/plan.ts";
import { countedReasons } from "../../../core/admission/refusal-counts.ts";
import { managementAccess, mayOperatorCall } from "../../../functions/management/routes.ts";
import type { Key } from "../../../web/page/api/key.ts";
import {
  type AccountForm,
  accountChange,
  accountFaults,
} from "../../../web/page/operator/account-form.ts";
import { parseExplanation } from "../../../web/page/operator/explanation.ts";
import { abilitiesOf } from "../../../web/page/operator/operator-context.ts";
import {
  accountBaseOf,
  accountPath,
  consoleRouteOf,
  keyPath,
} from "../../../web/page/operator/paths.ts";
import { effectsOf } from "../../../web/page/operator/plan-change.ts";
import { queryOf, withoutSecret } from "../../../web/page/operator/query.ts";
import { reasonMeaning, reasonName, reasons } from "../../../web/page/operator/reasons.ts";
import { totalsOf } from "../../../web/page/operator/refusals.ts";

const prefix = "sk_live_";
const key = `${prefix}3kTMd92x_${"a1".repeat(19)}`;
const requestId = "4ecac762-3c6f-4861-9705-91cdc4885d50";

describe("a search", () => {
  it.each([
    [key],
    [`Bearer ${key}`],
    [`curl -H "Authorization: Bearer ${key}" https://api.example.com`],
    [`${key} ${key}`],
    [`${prefix}3kTMd92x`],
    [`${prefix}3kTMd92x_cut`],
  ])("keeps of %j the key's prefix alone", (text) => {
    expect(withoutSecret(text, prefix)).toBe(`${prefix}3kTMd92x`);
  });

  it("leaves other texts alone", () => {
    for (const text of ["acct_1", "a@example.com", requestId, ""]) {
      expect(withoutSecret(text, prefix)).toBe(text);
    }
  });

  it.each([
    ["  ", { kind: "nothing" }],
    [requestId, { kind: "request", id: requestId }],
    [` ${requestId.toUpperCase()} `, { kind: "request", id: requestId }],
    [`${prefix}3kTMd92x`, { kind: "key", reference: `${prefix}3kTMd92x` }],
    ["3kTMd92x", { kind: "key", reference: "3kTMd92x" }],
    ["acct_1", { kind: "accounts", text: "acct_1" }],
    ["a@example.com", { kind: "accounts", text: "a@example.com" }],
  ])("for %j looks for %j", (text, query) => {
    expect(queryOf(text, prefix)).toEqual(query);
  });
});

describe("the console's addresses", () => {
  it.each(["acct_1", "auth0|42", "a.b:c@d+e"])("hold the account id %s", (id) => {
    expect(consoleRouteOf(accountPath(id))).toEqual({ page: "account", id });
    const path = keyPath(id, "3kTMd92x");
    expect(consoleRouteOf(path)).toEqual({ page: "account", id });
    expect(accountBaseOf(path)).toBe(accountPath(id));
  });

  it.each(["/app/operator/x", "/app/operator/accounts/", "/app/operator/accounts/%E0", "/x"])(
    "lead nowhere from %s",
    (path) => expect(consoleRouteOf(path)).toEqual({ page: "unknown" }),
  );
});

describe("what a role may do", () => {
  it("is what the routes say: support neither makes nor edits", () => {
    expect(abilitiesOf(["support"])).toEqual({
      isOperator: true,
      mayCreate: false,
      mayRotate: false,
      mayEdit: false,
      mayEditAccount: false,
    });
    expect(Object.values(abilitiesOf(["support", "admin"]))).not.toContain(false);
    expect(Object.values(abilitiesOf([])).filter(Boolean)).toEqual([true]);
  });

  it("includes what the console offers to everybody: pausing, revoking, suspending", () => {
    const account = "/manage/v1/accounts/{account_id}";
    for (const [route, fields] of [
      [`PATCH ${account}/keys/{id}`, ["is_active"]],
      [`DELETE ${account}/keys/{id}`, []],
      [`PUT ${account}`, ["is_suspended"]],
    ] as const) {
      const access = managementAccess[route];
      expect(access && mayOperatorCall(access, ["support"], fields)).toBe(true);
    }
  });
});

describe("reasons", () => {
  it("have a name and a meaning, all that there are", () => {
    const anonymous = ["malformed", "unknown", "missing_token"];
    expect(Object.keys(reasons).sort()).toEqual([...countedReasons, ...anonymous].sort());
    expect(reasonName("superseded")).toBe("Old secret");
    expect([reasonName("new"), reasonMeaning("constructor")]).toEqual(["new", "constructor"]);
  });

  it("are added up over days, the most frequent first", () => {
    const days = [
      { date: "2026-11-27", counts: [["limit", 2] as const, ["paused", 1] as const] },
      { date: "2026-11-28", counts: [["paused", 4] as const] },
    ];
    expect(totalsOf(days)).toEqual([
      ["paused", 5],
      ["limit", 2],
    ]);
  });
});

describe("an explanation", () => {
  it("shows a check that it does not know by its name", () => {
    const checks = [{ check: "on_a_monday", passed: false }];
    const value = { verdict: "invalid", status: 401, error: "x", secret_rotated_at: null, checks };
    expect(parseExplanation(value).checks).toEqual([
      { name: "on_a_monday", isPassed: false, words: "on_a_monday" },
    ]);
  });
});

describe("an explanation of a request", () => {
  it.each([
    [null, "Judged without a scope"],
    ["orders:read", "Scope orders:read granted"],
  ])("with the scope %s says what was judged", (scope, words) => {
    const checks = [
      { check: "scope_granted", passed: true, scope, scopes: null },
      { check: "cost_payable", passed: true, cost: 20 },
    ];
    const value = {
      verdict: "admitted",
      status: 200,
      error: null,
      secret_rotated_at: null,
      checks,
    };
    expect(parseExplanation(value).checks.map((check) => check.words)).toEqual([
      words,
      "A cost of 20 is within limit and quotas",
    ]);
  });
});

describe("a change of plan", () => {
  const plans = plansOf([
    { name: "free", label: "Free", eligible: false, limitPerMinute: 10, keyCap: 2, initial: true },
    { name: "big", label: "Big", eligible: true, limitPerMinute: 60, keyCap: 25 },
  ]);
  const keyWith = (limit: number, more: Partial<Key> = {}): Key => ({
    id: "3kTMd92x",
    name: "x",
    prefix: `${prefix}3kTMd92x`,
    environment: "production",
    note: undefined,
    metadata: [],
    createdBy: { type: "user", subject: undefined },
    scopes: undefined,
    allowedIps: undefined,
    quotas: undefined,
    pausedBy: undefined,
    rateLimitPerMinute: limit,
    isActive: true,
    expiresAt: undefined,
    createdAt: 0,
    updatedAt: 0,
    revokedAt: undefined,
    lastUsedAt: undefined,
    previousSecret: undefined,
    usage: undefined,
    ...more,
  });
  const keys = [
    keyWith(60),
    keyWith(5),
    keyWith(60, { isActive: false }),
    keyWith(60, { isActive: false, revokedAt: 1 }),
  ];
  const change = { keys, maxActiveKeys: 25, isSuspended: false, now: 10 };

  it("says nothing while the plan is the same", () => {
    expect(effectsOf({ ...change, before: "big", after: "big" }, plans)).toEqual([]);
  });

  it("down says which keys are refused, and what stays", () => {
    expect(effectsOf({ ...change, before: "big", after: "free" }, plans)).toEqual([
      "2 active keys get 403 from the next request.",
      "2 keys keep a limit above the 10 requests per minute of the Free plan, until somebody lowers it.",
      "1 key keeps a limit below the 10 requests per minute of the Free plan, until somebody raises it.",
      "Quotas of keys stay as they are.",
      "The account may still have 25 keys; new accounts on the Free plan may have 2.",
    ]);
  });

  it("up says which keys begin to work, once the account is not suspended", () => {
    const up = { ...change, before: "free", after: "big" };
    expect(effectsOf(up, plans)[0]).toBe("2 active keys may call the API from the next request.");
    expect(effectsOf({ ...up, isSuspended: true }, plans)[0]).toBe(
      "2 active keys may call the API once the suspension is lifted.",
    );
  });
});

describe("the form of an account", () => {
  const initial: AccountForm = {
    plan: "big",
    name: "Example",
    contactEmail: "a@example.com",
    maxActiveKeys: "25",
    metadata: "crm=42",
  };

  it("sends what differs, and nothing else", () => {
    expect(accountChange(initial, initial)).toEqual({});
    const form = { ...initial, contactEmail: " ", maxActiveKeys: "30", metadata: "a=b=c\n\nd=" };
    expect(accountChange(form, initial)).toEqual({
      contact_email: null,
      max_active_keys: 30,
      metadata: { a: "b=c", d: "" },
    });
  });

  it("names the fields at fault", () => {
    const form = { ...initial, name: " ", maxActiveKeys: "91", metadata: "no pair" };
    expect([...accountFaults(form, initial).keys()]).toEqual([
      "name",
      "max_active_keys",
      "metadata",
    ]);
    expect(accountFaults({ ...initial, name: "" }, { ...initial, name: "" }).size).toBe(0);
  });
});

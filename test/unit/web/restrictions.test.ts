import { describe, expect, it } from "@jest/globals";
import { allowedIpsField, quotasField } from "../../../functions/management/fields.ts";
import { changeOf, faultsOf, type KeyForm, newKeyOf } from "../../../web/page/keys/key-form.ts";
import { quotasOf } from "../../../web/page/keys/quotas-of.ts";
import {
  changedRestrictions,
  type RestrictionForm,
  readScopesOf,
  restrictionFaults,
  restrictionFormOf,
  restrictionsOf,
} from "../../../web/page/keys/restriction-form.ts";
import {
  costHint,
  quotaWords,
  restrictionSummary,
  scopeWords,
  unitOf,
} from "../../../web/page/keys/restriction-words.ts";
import { aKey, noon } from "./support/a-key.ts";

const names = ["models:read", "jobs:write", "account:read"];
const none = restrictionFormOf({}, names);
const noQuotas = { day: "", month: "", total: "" };
const withIps = (allowedIps: string): RestrictionForm => ({ ...none, allowedIps });
const withDay = (day: string): RestrictionForm => ({ ...none, quotas: { ...noQuotas, day } });
const faultOf = (form: RestrictionForm, field: string, most = {}) =>
  new Map(restrictionFaults(form, most)).get(field);

describe("the scopes of the form", () => {
  it("offer read access where names tell it", () => {
    expect(readScopesOf(names)).toEqual(["models:read", "account:read"]);
    expect(readScopesOf(["models:list", "read"])).toEqual([]);
  });

  it.each([
    ["full", undefined],
    ["read", ["account:read", "models:read"]],
    ["choose", ["models:read"]],
    ["choose", ["models:read", "jobs:write", "account:read"]],
    ["choose", []],
  ])("begin with %s at a key with %j", (access, scopes) => {
    const form = restrictionFormOf({ scopes }, names);
    expect(form.access).toBe(access);
    expect(restrictionsOf(form).scopes?.toSorted()).toEqual(scopes?.toSorted());
  });

  it("never take a key without scopes for one that may read", () => {
    expect(restrictionFormOf({ scopes: [] }, ["jobs:write"]).access).toBe("choose");
  });

  it("leave a scope alone that is no longer configured, until they are changed", () => {
    const before = restrictionFormOf({ scopes: ["former", "jobs:write"] }, names);
    expect(changedRestrictions(before, before)).toEqual({});
    const after: RestrictionForm = { ...before, scopes: [] };
    expect(changedRestrictions(before, after)).toEqual({ scopes: [] });
  });
});

describe("the allow list of the form", () => {
  it.each([
    "203.0.113.7",
    "10.0.0.0/8",
    "::1",
    "2001:DB8::/32",
    "::ffff:192.0.2.1",
    "::ffff:192.0.2.1/128",
    "0.0.0.0/0",
  ])("takes what the API takes: %s", (entry) => {
    expect(allowedIpsField.safeParse([entry]).success).toBe(true);
    expect(faultOf(withIps(entry), "allowed_ips")).toBeUndefined();
  });

  it.each(["example.com", "10.0.0.1-10.0.0.9", "10.0.0.0/", "[::1]", "10.0.0.0/8/8"])(
    "points out what cannot be an address: %s",
    (entry) => {
      expect(allowedIpsField.safeParse([entry]).success).toBe(false);
      const fault = faultOf(withIps(`203.0.113.7\n${entry}`), "allowed_ips");
      expect(fault).toBe(`“${entry}” is not an IP address or CIDR block.`);
    },
  );

  it("reads one entry a line, whatever is between them", () => {
    const { allowed_ips } = restrictionsOf(withIps(" 203.0.113.7\r\n\n10.0.0.0/8, ::1\t\n"));
    expect(allowed_ips).toEqual(["203.0.113.7", "10.0.0.0/8", "::1"]);
    expect(restrictionsOf(withIps(" \n")).allowed_ips).toBeNull();
  });
});

describe("the quotas of the form", () => {
  it.each(["1", " 7 ", "1000000000000", "1000000000001", "0", "-1", "1.5", "1e3", "1,000", "x"])(
    "are taken exactly where the API takes them: %j",
    (day) => {
      const isNumber = /^\s*\d+\s*$/.test(day);
      const isTaken = isNumber && quotasField.safeParse({ day: Number(day) }).success;
      expect(faultOf(withDay(day), "quotas.day") === undefined).toBe(isTaken);
    },
  );

  it("may be empty, but not where the plan has one", () => {
    expect(faultOf(withDay(" "), "quotas.day")).toBeUndefined();
    const fault = "Must be a whole number from 1 to 5,000.";
    expect(faultOf(withDay(""), "quotas.day", { day: 5000 })).toBe(fault);
    expect(faultOf(withDay("5001"), "quotas.day", { day: 5000 })).toBe(fault);
    expect(faultOf(withDay("5000"), "quotas.day", { day: 5000 })).toBeUndefined();
  });

  it("are sent as a whole, and as null once the last is emptied", () => {
    const before = restrictionFormOf({ quotas: { day: 5, total: 9 } }, names);
    const fewer: RestrictionForm = { ...before, quotas: { ...before.quotas, total: "" } };
    expect(changedRestrictions(before, fewer)).toEqual({ quotas: { day: 5 } });
    expect(changedRestrictions(before, none)).toEqual({ quotas: null });
  });
});

describe("what is asked for", () => {
  const form: KeyForm = {
    name: "Key",
    environment: "production",
    expiry: "never",
    date: "",
    limit: "60",
    note: "",
    ...none,
  };

  it("has no restriction that was not entered", () => {
    expect(Object.keys(newKeyOf(form, noon))).toEqual([
      "name",
      "environment",
      "expires_at",
      "rate_limit_per_minute",
    ]);
  });

  it("has the restrictions of a new key, and of a changed one only those that differ", () => {
    const entered: KeyForm = {
      ...form,
      access: "choose",
      scopes: ["jobs:write"],
      allowedIps: "::1",
      quotas: { ...noQuotas, month: "70" },
    };
    const asked = { scopes: ["jobs:write"], allowed_ips: ["::1"], quotas: { month: 70 } };
    expect(newKeyOf(entered, noon)).toMatchObject(asked);
    const key = aKey({ name: "Key" });
    const kept: KeyForm = { ...form, expiry: "keep" };
    expect(changeOf({ ...entered, expiry: "keep" }, kept, key, noon)).toEqual(asked);
    expect(changeOf({ ...kept, allowedIps: "::1" }, kept, key, noon)).toEqual({
      allowed_ips: ["::1"],
    });
  });

  it("is not sent while a restriction is at fault", () => {
    const faulty: KeyForm = { ...form, allowedIps: "x", quotas: { ...noQuotas, total: "0" } };
    expect([...faultsOf(faulty, { limitPerMinute: 60 }, noon).keys()]).toEqual([
      "allowed_ips",
      "quotas.total",
    ]);
  });
});

describe("what is left of quotas", () => {
  const usage = (used: number, resetsAt: number | undefined) => ({
    total: 0,
    last30Days: 0,
    days: [],
    quotas: [{ period: "day", used, resetsAt } as const],
  });

  it("is the quota less what was used, never below none", () => {
    const [state] = quotasOf(aKey({ quotas: { day: 10 }, usage: usage(7, noon + 1) }), noon);
    expect(state).toEqual({ period: "day", quota: 10, used: 7, left: 3, renewsAt: noon + 1 });
    const [lowered] = quotasOf(aKey({ quotas: { day: 5 }, usage: usage(7, noon + 1) }), noon);
    expect(lowered?.left).toBe(0);
  });

  it("is all of it once the period is over, and where nothing is known", () => {
    const full = { period: "day", quota: 10, used: 0, left: 10, renewsAt: undefined };
    expect(quotasOf(aKey({ quotas: { day: 10 }, usage: usage(7, noon) }), noon)).toEqual([full]);
    expect(quotasOf(aKey({ quotas: { day: 10 } }), noon)).toEqual([full]);
    expect(quotasOf(aKey({ usage: usage(7, noon + 1) }), noon)).toEqual([]);
  });
});

describe("restrictions in words", () => {
  it("are counted in a list, and absent where there are none", () => {
    expect(restrictionSummary(["a"], ["::1", "::2"], { day: 1, month: 1, total: 1 })).toBe(
      "1 scope, 2 addresses, 3 quotas",
    );
    expect(restrictionSummary([], null, undefined)).toBe("0 scopes");
    expect(restrictionSummary(undefined, null, null)).toBe("");
  });

  it("call scopes by their labels, and one that is no longer configured by its name", () => {
    const scopes = { "models:read": { label: "List models", description: "" } };
    expect(scopeWords(["models:read", "former"], scopes)).toBe("List models, former");
    expect(scopeWords([], scopes)).toBe("None");
    expect(quotaWords({ total: 3, day: 1000 })).toBe("1,000 per day, 3 in total");
  });

  it("speak of units only where a route costs more than one", () => {
    const plain = { routes: { "GET /v1/models": { scope: "models:read" } } };
    expect([unitOf(plain), costHint(plain)]).toEqual(["requests", ""]);
    const priced = { routes: { ...plain.routes, "POST /v1/jobs": { cost: 70 } } };
    expect(unitOf(priced)).toBe("units");
    expect(costHint(priced)).toContain("up to 70");
  });
});

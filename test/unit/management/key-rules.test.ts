import { describe, expect, it } from "@jest/globals";
import { plansOf } from "../../../core/account/plan.ts";
import type { ManagedKey } from "../../../core/key/managed-key.ts";
import type { Quotas } from "../../../core/key/quotas.ts";
import { HttpError } from "../../../functions/http/http-error.ts";
import { contractConfig, contractPlans } from "../../support/contract-config.ts";
import { notWholeNumbers } from "../../support/json-bodies.ts";
import { newKey } from "../../support/keys.ts";
import { ManagementHouse, userOf } from "../../support/management-house.ts";

const create = "POST /manage/v1/accounts/{account_id}/keys";
const update = "PATCH /manage/v1/accounts/{account_id}/keys/{id}";
const importing = "POST /manage/v1/accounts/{account_id}/keys/import";
const user = { authorizer: userOf("acct_1") };
const digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/** An account with one key; the plan has these quotas. */
class RulesHouse extends ManagementHouse {
  readonly at: { pathParameters: { account_id: string; id: string } };

  constructor(quotas?: Quotas, change: Partial<ManagedKey> = {}) {
    super();
    const rules = contractPlans.rules.map((plan) =>
      plan.name === "agency" ? { ...plan, quotas } : plan,
    );
    this.config = { ...contractConfig, plans: plansOf(rules) };
    const { record } = newKey(this.keyring, change);
    this.keys.set(record.id, record);
    this.addAccount({ activeKeyIds: [record.id] });
    this.at = { pathParameters: { account_id: "acct_1", id: record.id } };
  }

  get key(): ManagedKey {
    const [key] = this.keys.values();
    if (!key) throw new Error("there is no key");
    return key;
  }

  async change(body: object, parts = {}) {
    const answer = await this.send(update, JSON.stringify(body), { ...this.at, ...parts });
    expect(answer.statusCode).toBe(200);
    return JSON.parse(answer.body);
  }

  /** Each field at fault and its rule, of a call that has to change nothing. */
  async faults(route: string, fields: object | string, parts = {}) {
    const before = this.everything();
    const body = typeof fields === "string" ? fields : JSON.stringify(fields);
    const call = this.send(route, body, { ...this.at, ...parts });
    const { status, fields: faults } = await call.then(
      ({ statusCode, body }) => ({ status: statusCode, ...JSON.parse(body) }),
      (error: unknown) => (error instanceof HttpError ? error.publicError : error),
    );
    expect(status).toBe(400);
    expect(this.everything()).toEqual(before);
    return faults;
  }

  everything() {
    return [...this.keys.values(), ...this.accounts.values(), ...this.events];
  }
}

const rules = {
  scopes: ["models:read"],
  allowed_ips: ["203.0.113.9/24", "::FFFF:192.0.2.1", "2001:DB8::1/128", "192.0.2.1"],
  quotas: { day: 1_000, total: 10 ** 12 },
};
const canonical = { ...rules, allowed_ips: ["203.0.113.0/24", "192.0.2.1", "2001:db8::1"] };

describe("rules of a key", () => {
  it.each([
    ["created", create, { name: "x" }],
    ["imported", importing, { name: "x", sha256: digest }],
  ])(
    "come with a key that is %s, each address once and in canonical form",
    async (_, route, body) => {
      const house = new RulesHouse();
      const answer = await house.send(route, JSON.stringify({ ...body, ...rules }));
      expect(answer.statusCode).toBe(201);
      expect(JSON.parse(answer.body)).toMatchObject(canonical);
      expect([...house.keys.values()].at(-1)).toMatchObject({
        scopes: canonical.scopes,
        allowedIps: canonical.allowed_ips,
        quotas: canonical.quotas,
        policyVersion: 1,
        quotaUse: { day: 0, month: undefined, total: 0 },
      });
      expect(house.events.at(-1)?.changes).toMatchObject({
        scopes: { before: null, after: canonical.scopes },
        allowed_ips: { before: null, after: canonical.allowed_ips },
        quotas: { before: null, after: canonical.quotas },
      });
    },
  );

  it("are set, replaced and lifted by a change, which the key's policy version follows", async () => {
    const house = new RulesHouse(undefined, { version: 4 });
    expect(await house.change(rules)).toMatchObject(canonical);
    expect(house.key).toMatchObject({ version: 5, policyVersion: 5 });
    expect(await house.change({ scopes: [], quotas: { month: 3 } })).toMatchObject({
      ...{ scopes: [], allowed_ips: canonical.allowed_ips, quotas: { month: 3 } },
    });
    expect(house.key).toMatchObject({ version: 6, policyVersion: 6 });
    const lifted = { scopes: null, allowed_ips: null, quotas: null };
    expect(await house.change(lifted)).toMatchObject(lifted);
    expect(house.key).toMatchObject({ version: 7, policyVersion: undefined });
    expect(house.events.at(-1)?.changes).toMatchObject({ scopes: { before: [], after: null } });
  });

  it("stay as they are, with their version, if anything else changes, or they are sent again", async () => {
    const house = new RulesHouse();
    await house.change(rules);
    const { policyVersion, quotaUse } = house.key;
    await house.change({ name: "Other", ...rules, quotas: { total: 10 ** 12, day: 1_000 } });
    expect(house.key).toMatchObject({ name: "Other", version: 3, policyVersion, quotaUse });
    expect(Object.keys(house.events.at(-1)?.changes ?? {})).toEqual(["name"]);
    const { length } = house.events;
    await house.change(rules);
    expect([house.key.version, house.events.length]).toEqual([3, length]);
  });

  it("keep what is used of quotas that stay, and start those that are new at 0", async () => {
    const house = new RulesHouse();
    await house.change({ quotas: { day: 10, total: 10 } });
    house.store.change(house.key.id, { quotaUse: { day: 4, month: undefined, total: 7 } });
    await house.change({ quotas: { day: 2, month: 5 } });
    expect(house.key.quotaUse).toEqual({ day: 4, month: 0, total: undefined });
  });
});

describe("quotas of a plan", () => {
  const most = { day: 100, month: 1_000 };
  const rule = (greatest: number) => `must be an integer from 1 to ${greatest} on plan agency`;

  it("are copied to a key whose creator names none, whoever that is", async () => {
    const house = new RulesHouse(most);
    for (const parts of [{}, user]) {
      const { body } = await house.send(create, '{"name":"x"}', parts);
      expect(JSON.parse(body).quotas).toEqual(most);
    }
    const { body } = await house.send(importing, JSON.stringify({ name: "x", sha256: digest }));
    expect(JSON.parse(body).quotas).toEqual(most);
  });

  it("are no bound to an operator, who may set any and none", async () => {
    const house = new RulesHouse(most);
    const { body } = await house.send(create, '{"name":"x","quotas":null}');
    expect(JSON.parse(body).quotas).toBeNull();
    for (const quotas of [{ day: 101, month: 1_001 }, { total: 1 }, null]) {
      expect((await house.change({ quotas })).quotas).toEqual(quotas);
    }
  });

  it("are the most that a user may set, and must all be there", async () => {
    const house = new RulesHouse(most);
    const faults: [Quotas | null, object][] = [
      [{ day: 101, month: 1_000 }, { "quotas.day": rule(100) }],
      [
        { day: 101, month: 1_001, total: 1 },
        { "quotas.day": rule(100), "quotas.month": rule(1_000) },
      ],
      [{ day: 100 }, { "quotas.month": rule(1_000) }],
      [{ total: 5 }, { "quotas.day": rule(100), "quotas.month": rule(1_000) }],
      [null, { quotas: "must have day up to 100, month up to 1000 on plan agency" }],
    ];
    for (const [quotas, expected] of faults) {
      expect(await house.faults(create, { name: "x", quotas }, user)).toEqual(expected);
      expect(await house.faults(update, { quotas }, user)).toEqual(expected);
    }
    const quotas = { day: 100, month: 1, total: 10 ** 12 };
    expect((await house.change({ quotas }, user)).quotas).toEqual(quotas);
  });

  it("are none on a plan without: a user sets any and takes it back", async () => {
    const house = new RulesHouse();
    expect((await house.change({ quotas: { day: 10 ** 12 } }, user)).quotas).not.toBeNull();
    expect((await house.change({ quotas: null }, user)).quotas).toBeNull();
  });

  it("do not hinder a user who changes something else of a key that is above them", async () => {
    const house = new RulesHouse(most);
    await house.change({ quotas: null });
    expect(await house.change({ name: "Other" }, user)).toMatchObject({
      name: "Other",
      quotas: null,
    });
  });
});

describe("a bad rule", () => {
  const scopes = "must be null or a list of scopes without repetition";
  const scope = "must be one of models:read, account:read";
  const ips = "must be null or a list of 1 to 20 IPv4 or IPv6 addresses or CIDR blocks";
  const ip = "must be an IPv4 or IPv6 address or CIDR block, such as 203.0.113.0/24";
  const quotas = "must be null or an object with one or more of day, month, total";
  const quota = "must be an integer from 1 to 1000000000000";
  const many = (count: number) => Array.from({ length: count }, (_, n) => `192.0.2.${n}`);

  const rows: [string, string, string, string[]][] = [
    ["scopes", "scopes", scopes, ["true", "1", '"models:read"', "{}"]],
    ["scopes", "scopes", scopes, ['["models:read","models:read"]']],
    [
      "scopes",
      "scopes.0",
      scope,
      ['["other"]', '["toString"]', "[null]", '[""]', '["Models:read"]'],
    ],
    ["scopes", "scopes.1", scope, ['["models:read","__proto__"]']],
    ["allowed_ips", "allowed_ips", ips, ["1", '"192.0.2.1"', "{}", "[]", JSON.stringify(many(21))]],
    ["allowed_ips", "allowed_ips.0", ip, ["[1]", "[null]", '["0.0.0.0/33"]', '["010.1.1.1"]']],
    ["allowed_ips", "allowed_ips.1", ip, ['["::1","fe80::1%eth0"]', '["::1",""]']],
    ["quotas", "quotas", quotas, ["true", "1", '"day"', "[]", "{}"]],
    ["quotas", "quotas.year", "unknown field", ['{"day":1,"year":1}']],
    ...["day", "month", "total"].map((period): [string, string, string, string[]] => [
      ...(["quotas", `quotas.${period}`, quota] as const),
      [...notWholeNumbers, "0", "-1", "1000000000001"].map((value) => `{"${period}":${value}}`),
    ]),
  ];

  it.each(rows)(
    "of %s is refused as %s %s, and nothing is stored",
    async (field, name, rule, values) => {
      const house = new RulesHouse();
      for (const value of values) {
        const expected = { [name]: rule };
        const named = `{"name":"x","${field}":${value}}`;
        expect([value, await house.faults(create, named)]).toEqual([value, expected]);
        expect(await house.faults(create, named, user)).toEqual(expected);
        expect(await house.faults(update, `{"${field}":${value}}`)).toEqual(expected);
        const imported = `{"name":"x","sha256":"${digest}","${field}":${value}}`;
        expect(await house.faults(importing, imported)).toEqual(expected);
      }
    },
  );

  it("is none at its bounds", async () => {
    const house = new RulesHouse();
    expect(await house.change({ scopes: [], allowed_ips: many(20) })).toMatchObject({
      scopes: [],
      allowed_ips: many(20),
    });
    for (const quota of [1, 10 ** 12]) {
      expect((await house.change({ quotas: { month: quota } })).quotas).toEqual({ month: quota });
    }
  });
});

describe("a pause", () => {
  const [operator, person] = [
    { type: "operator", subject: null },
    { type: "user", subject: "subject of acct_1" },
  ];
  const pause = { is_active: false };
  const resume = { is_active: true };

  it("says who made it until the key is resumed", async () => {
    const house = new RulesHouse();
    expect(await house.change(pause, user)).toMatchObject({ is_active: false, paused_by: person });
    expect(await house.change({ name: "Other" })).toMatchObject({ paused_by: person });
    expect(await house.change(resume, user)).toMatchObject({ is_active: true, paused_by: null });
    expect(house.events[0]?.changes).toEqual({
      is_active: { before: true, after: false },
      paused_by: { before: null, after: person },
    });
  });

  it("of an operator is ended by an operator alone", async () => {
    const house = new RulesHouse();
    expect(await house.change(pause)).toMatchObject({ paused_by: operator });
    const before = house.everything();
    const refusal = house.send(update, JSON.stringify(resume), { ...house.at, ...user });
    expect(JSON.parse((await refusal).body)).toEqual({
      error: "API key was paused by an operator",
      code: "paused_by_operator",
    });
    expect((await refusal).statusCode).toBe(409);
    expect(house.everything()).toEqual(before);
    // To pause it again or to change something else is no resumption.
    expect(await house.change({ ...pause, name: "Other" }, user)).toMatchObject({
      paused_by: operator,
    });
    expect(await house.change(resume)).toMatchObject({ is_active: true, paused_by: null });
  });

  it("of a user is taken over by an operator who pauses the key, too", async () => {
    const house = new RulesHouse();
    await house.change(pause, user);
    expect(await house.change(pause)).toMatchObject({ paused_by: operator });
    expect(house.events.at(-1)?.changes).toEqual({
      paused_by: { before: person, after: operator },
    });
    const { length } = house.events;
    await house.change(pause);
    expect(house.events).toHaveLength(length);
  });

  it("of which nobody knows who made it, is ended by anyone", async () => {
    const house = new RulesHouse(undefined, { isActive: false });
    expect(await house.change(resume, user)).toMatchObject({ is_active: true, paused_by: null });
  });

  it("is no more once the key is revoked", async () => {
    const house = new RulesHouse();
    await house.change(pause);
    const revoke = "DELETE /manage/v1/accounts/{account_id}/keys/{id}";
    const { body } = await house.call(revoke, house.at);
    expect(JSON.parse(body)).toMatchObject({ is_active: false, paused_by: null });
    expect(house.events.at(-1)?.changes).toMatchObject({
      paused_by: { before: operator, after: null },
    });
  });
});

describe("a key of a suspended account", () => {
  it.each([
    ["created", create, { name: "x" }],
    ["imported", importing, { name: "x", sha256: digest }],
  ])(
    "is suspended if it is %s meanwhile, and comes back with the others",
    async (_, route, body) => {
      const house = new RulesHouse();
      const suspend = (is_suspended: boolean) =>
        house.send("PUT /manage/v1/accounts/{account_id}", JSON.stringify({ is_suspended }));
      await suspend(true);
      expect((await house.send(route, JSON.stringify(body))).statusCode).toBe(201);
      const states = () => [...house.keys.values()].map(({ isSuspended }) => isSuspended);
      expect(states()).toEqual([true, true]);
      await suspend(false);
      expect(states()).toEqual([false, false]);
    },
  );
});

describe("the usage of quotas", () => {
  const get = "GET /manage/v1/accounts/{account_id}/keys/{id}";
  const second = Date.parse("2026-12-31T23:59:59Z") / 1000;

  async function usage(at: string, change: Partial<ManagedKey>) {
    const house = new RulesHouse();
    await house.change({ quotas: { day: 10, month: 20, total: 30 } });
    const window = { ...house.key.window, second, count: 1 };
    house.store.change(house.key.id, { window, ...change });
    house.nowEpochMs = Date.parse(at);
    const { body } = await house.call(get, { ...house.at, query: { include: "usage" } });
    return JSON.parse(body).usage.quotas;
  }

  it("is of the period that the counters are in", async () => {
    const quotaUse = { day: 4, month: 25, total: 30 };
    expect(await usage("2026-12-31T23:59:59.999Z", { quotaUse })).toEqual({
      day: { quota: 10, used: 4, remaining: 6, resets_at: "2027-01-01T00:00:00Z" },
      month: { quota: 20, used: 25, remaining: 0, resets_at: "2027-01-01T00:00:00Z" },
      total: { quota: 30, used: 30, remaining: 0, resets_at: null },
    });
  });

  it("is 0 once that is over, but for the total", async () => {
    expect(
      await usage("2027-01-01T00:00:00Z", { quotaUse: { day: 4, month: 25, total: 30 } }),
    ).toEqual({
      day: { quota: 10, used: 0, remaining: 10, resets_at: "2027-01-02T00:00:00Z" },
      month: { quota: 20, used: 0, remaining: 20, resets_at: "2027-02-01T00:00:00Z" },
      total: { quota: 30, used: 30, remaining: 0, resets_at: null },
    });
  });

  it("goes by the counters' period where this clock is behind", async () => {
    const quotaUse = { day: 4, month: 4, total: 4 };
    const { day } = await usage("2026-12-30T12:00:00Z", { quotaUse });
    expect(day).toMatchObject({ used: 4, resets_at: "2027-01-01T00:00:00Z" });
  });

  it("has the quotas that there are, and is null without any", async () => {
    const quotas = { month: 20 };
    expect(Object.keys(await usage("2027-01-01T00:00:00Z", { quotas }))).toEqual(["month"]);
    expect(await usage("2027-01-01T00:00:00Z", { quotas: undefined })).toBeNull();
  });
});

import { describe, expect, it } from "@jest/globals";
import { accountIdRule } from "../../../core/account/account-rules.ts";
import { plans } from "../../support/contract-config.ts";
import { foreignFields, notTexts, notWholeNumbers } from "../../support/json-bodies.ts";
import { newKey } from "../../support/keys.ts";
import { ManagementHouse, nowEpochSeconds } from "../../support/management-house.ts";

const route = "PUT /manage/v1/accounts/{account_id}";
const house = new ManagementHouse();

async function messageFor(body: string): Promise<string> {
  const before = house.events.length;
  const { status, message } = await house.refusal(house.send(route, body));
  expect(status).toBe(400);
  expect(house.events).toHaveLength(before);
  return message;
}

describe("putting an account", () => {
  it("creates it with 201 and changes it with 200, and answers it whole", async () => {
    const house = new ManagementHouse();
    const created = await house.send(route, '{"plan":"pro"}');
    expect(created.statusCode).toBe(201);
    expect(JSON.parse(created.body)).toEqual({
      object: "account",
      account_id: "acct_1",
      name: null,
      contact_email: null,
      plan: "pro",
      is_suspended: false,
      max_active_keys: 25,
      metadata: {},
      api_keys: { active: 0 },
      created_at: "2027-01-15T08:00:00Z",
      updated_at: "2027-01-15T08:00:00Z",
    });
    house.nowEpochMs += 1_999;
    const changed = await house.send(
      route,
      '{"plan":"agency","name":" Acme ","max_active_keys":90}',
    );
    expect(changed.statusCode).toBe(200);
    expect(JSON.parse(changed.body)).toMatchObject({
      plan: "agency",
      name: "Acme",
      max_active_keys: 90,
      created_at: "2027-01-15T08:00:00Z",
      updated_at: "2027-01-15T08:00:01Z",
    });
  });

  it("changes only what was sent", async () => {
    const house = new ManagementHouse();
    await house.send(route, '{"plan":"free","name":"Acme","max_active_keys":5}');
    await house.send(route, '{"plan":"pro"}');
    expect(house.accounts.get("acct_1")).toMatchObject({
      plan: "pro",
      name: "Acme",
      maxActiveKeys: 5,
      createdAt: nowEpochSeconds,
    });
  });

  it("leaves it as it was, and the time of its change, where nothing is new", async () => {
    const house = new ManagementHouse();
    const body = '{"plan":"pro","name":"Acme"}';
    const created = await house.send(route, body);
    const before = house.accounts.get("acct_1");
    house.nowEpochMs += 60_000;
    expect(await house.send(route, body)).toMatchObject({ statusCode: 200, body: created.body });
    expect(house.accounts.get("acct_1")).toBe(before);
    expect(house.events).toHaveLength(1);
  });

  it("needs an operator", async () => {
    for (const authorizer of [{ actor: "user", subject: "acct_1", accountId: "acct_1" }]) {
      const answer = house.send(route, '{"plan":"enterprise"}', { authorizer });
      expect(await house.refusal(answer)).toEqual({
        status: 403,
        message: "Operator credential required",
      });
    }
  });

  it("takes each plan and no other", async () => {
    for (const plan of plans) {
      expect((await house.send(route, JSON.stringify({ plan }))).statusCode).toBeLessThan(300);
    }
    const rule = "plan: must be one of free, pro, agency, master, business, enterprise";
    for (const plan of [...notTexts, '"Agency"', '"agency "', '""', '"toString"', '"__proto__"']) {
      expect(await messageFor(`{"plan":${plan}}`)).toBe(rule);
    }
  });

  it("needs a plan only to create it", async () => {
    const house = new ManagementHouse();
    const rule = "plan: must be one of free, pro, agency, master, business, enterprise";
    for (const body of ["{}", '{"name":"Acme"}', '{"is_suspended":true}']) {
      const refusal = house.refusal(house.send(route, body));
      expect(await refusal).toEqual({ status: 400, message: rule });
    }
    expect([house.accounts.size, house.events.length]).toEqual([0, 0]);
    await house.send(route, '{"plan":"pro"}');
    const { statusCode, body } = await house.send(route, '{"name":"Acme"}');
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ plan: "pro", name: "Acme" });
  });

  it("suspends it with all of its keys, and lifts that, and tells both", async () => {
    const house = new ManagementHouse();
    const { record } = newKey(house.keyring);
    house.keys.set(record.id, record);
    house.addAccount({ activeKeyIds: [record.id] });
    for (const is_suspended of [true, false]) {
      for (const _ of ["once", "again"]) {
        const { body } = await house.send(route, JSON.stringify({ is_suspended }));
        expect(JSON.parse(body)).toMatchObject({ is_suspended, plan: "agency" });
      }
      expect(house.keys.get(record.id)).toEqual({ ...record, isSuspended: is_suspended });
    }
    expect(house.events.map(({ action, changes }) => ({ action, changes }))).toEqual([
      { action: "account.updated", changes: { is_suspended: { before: false, after: true } } },
      { action: "account.updated", changes: { is_suspended: { before: true, after: false } } },
    ]);
  });

  it("creates it suspended, and takes only true and false for that", async () => {
    const house = new ManagementHouse();
    const { body } = await house.send(route, '{"plan":"pro","is_suspended":true}');
    expect(JSON.parse(body).is_suspended).toBe(true);
    expect(house.events[0]?.changes).toMatchObject({
      is_suspended: { before: false, after: true },
    });
    for (const value of ["null", "1", '"true"', "[]", "{}"]) {
      const message = await messageFor(`{"plan":"pro","is_suspended":${value}}`);
      expect(message).toBe("is_suspended: must be true or false");
    }
  });

  it("keeps whom to write to, as it is given, and null takes it away", async () => {
    const house = new ManagementHouse();
    const { body } = await house.send(route, '{"plan":"pro","contact_email":"Ops@example.com"}');
    expect(JSON.parse(body).contact_email).toBe("Ops@example.com");
    expect(JSON.parse((await house.send(route, '{"name":"Acme"}')).body)).toMatchObject({
      contact_email: "Ops@example.com",
    });
    const removed = await house.send(route, '{"contact_email":null}');
    expect(JSON.parse(removed.body).contact_email).toBeNull();
    expect(house.events.map(({ changes }) => changes.contact_email)).toEqual([
      { before: null, after: "Ops@example.com" },
      undefined,
      { before: "Ops@example.com", after: null },
    ]);
  });

  it("takes only an address to write to", async () => {
    const long = `${"x".repeat(64)}@${"x".repeat(190)}`;
    const bad = [
      "x",
      "@",
      "a@",
      "@b",
      "a b@c",
      "a@b@c",
      " a@b",
      "a@b\\n",
      "<a@b>",
      '\\"a\\"@b',
      "a@\\u0000",
      long,
    ];
    for (const email of bad) {
      expect(await messageFor(`{"plan":"pro","contact_email":"${email}"}`)).toBe(
        "contact_email: must be null or an e-mail address",
      );
    }
    for (const value of ["1", "true", "[]", "{}", '""'])
      await messageFor(`{"contact_email":${value}}`);
    for (const email of ["a@b", "jo+keys@example.com", "jürgen@exämple.de", long.slice(0, 254)]) {
      const answer = await house.send(route, `{"plan":"pro","contact_email":"${email}"}`);
      expect(answer.statusCode).toBeLessThan(300);
    }
  });

  it("takes 1 to 90 active keys", async () => {
    const rule = "max_active_keys: must be an integer from 1 to 90";
    for (const number of [...notWholeNumbers, "0", "-0", "-1", "91", "1e3"]) {
      expect(await messageFor(`{"plan":"pro","max_active_keys":${number}}`)).toBe(rule);
    }
    for (const number of ["1", "90", "9e1", "90.0"]) {
      const answer = await house.send(route, `{"plan":"pro","max_active_keys":${number}}`);
      expect(answer.statusCode).toBeLessThan(300);
    }
  });

  it("takes no other field, whatever the table calls it", async () => {
    for (const field of [...foreignFields, "expires_at", "max_active_keys "]) {
      const body = `{"plan":"pro",${JSON.stringify(field)}:1}`;
      expect(await messageFor(body)).toBe(`body: unknown field ${JSON.stringify(field)}`);
    }
  });

  it("takes nothing but an object", async () => {
    for (const body of ["null", "[]", '"plan"', "1", "true", '[{"plan":"pro"}]']) {
      expect(await messageFor(body)).toBe("body: must be an object");
    }
    for (const body of ["", "{", '{"plan":NaN}']) {
      expect(await messageFor(body)).toBe("body: must be JSON");
    }
  });

  it("names an id that no account can have", async () => {
    for (const account_id of ["", "a b", "a#b", "x".repeat(129), "é", "../a", "-a", "%zz"]) {
      const answer = house.send(route, '{"plan":"pro"}', { pathParameters: { account_id } });
      expect(await house.refusal(answer)).toEqual({
        status: 400,
        message: `account_id: ${accountIdRule}`,
      });
    }
  });
});

describe("getting an account", () => {
  const get = "GET /manage/v1/accounts/{account_id}";

  it("answers it, with the number of its active keys", async () => {
    const house = new ManagementHouse();
    house.addAccount({ activeKeyIds: ["a", "b"], name: "Acme" });
    const { statusCode, body } = await house.call(get);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ name: "Acme", api_keys: { active: 2 } });
  });

  it("is 404 where there is none, and where no account can have that id", async () => {
    for (const account_id of ["acct_2", "", "a b", "x".repeat(65)]) {
      const answer = new ManagementHouse().call(get, { pathParameters: { account_id } });
      expect(await house.refusal(answer)).toEqual({ status: 404, message: "Account not found" });
    }
  });
});

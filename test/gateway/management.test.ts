import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { issueKey } from "../../functions/domain/api-key.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { fetchDocumented, rawDocumented } from "./support/documented.ts";
import { manage, newAccount, newKeyOf } from "./support/operator.ts";
import { tableContents } from "./support/table-contents.ts";

let latchkey: RunningLatchkey;

beforeAll(async () => {
  latchkey = await startLocal({ port: 0 });
});

afterAll(async () => {
  await latchkey.stop();
});

describe("the operator's credential", () => {
  it("is missing where there is no Bearer token", async () => {
    const response = await fetchDocumented(`${latchkey.url}/api/manage/v1/accounts/acct_1`);
    expect(response.status).toBe(401);
    expect(await response.text()).toBe('{"error":"Missing Authorization Bearer token"}');
  });

  it.each([
    ["a made-up token", () => "x".repeat(43)],
    ["an API key", () => issueKey(randomBytes).text],
    ["the token with a character less", () => latchkey.operatorToken.slice(0, -1)],
    ["the token with a character more", () => `${latchkey.operatorToken}x`],
  ])("is not good as %s", async (_, token) => {
    const intruder = { url: latchkey.url, operatorToken: token() };
    const { status, text } = await manage(intruder, "GET", "/accounts/acct_1");
    expect(status).toBe(401);
    expect(text).toBe('{"error":"Invalid credentials"}');
  });

  it("is of no use on the public API", async () => {
    const response = await fetchDocumented(`${latchkey.url}/api/v1/models`, {
      headers: { Authorization: `Bearer ${latchkey.operatorToken}` },
    });
    expect(response.status).toBe(401);
  });
});

describe("accounts", () => {
  it("are created, read and changed", async () => {
    const path = `/accounts/acct_${Date.now()}`;
    expect((await manage(latchkey, "GET", path)).status).toBe(404);
    const created = await manage(latchkey, "PUT", path, { plan: "pro", name: " Example Ltd " });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({
      object: "account",
      plan: "pro",
      name: "Example Ltd",
      max_active_keys: 25,
      api_keys: { active: 0 },
    });
    const changed = await manage(latchkey, "PUT", path, { plan: "agency", max_active_keys: 3 });
    expect(changed.status).toBe(200);
    const read = await manage(latchkey, "GET", path);
    expect(read.json).toEqual(changed.json);
    expect(read.json).toMatchObject({ plan: "agency", name: "Example Ltd", max_active_keys: 3 });
  });
});

describe("keys", () => {
  it("are created, shown whole once, listed, read and revoked", async () => {
    const accountId = await newAccount(latchkey, "master");
    const path = `/accounts/${accountId}/keys`;
    const created = await manage(latchkey, "POST", path, { name: "Production server" });
    expect(created.status).toBe(201);
    expect(created.headers.get("cache-control")).toBe("no-store");
    const { key, ...object } = created.json;
    expect(key).toMatch(/^sk_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}$/);
    expect(object).toEqual({
      object: "api_key",
      id: key.slice(8, 16),
      account_id: accountId,
      name: "Production server",
      key_prefix: key.slice(0, 16),
      environment: "production",
      rate_limit_per_minute: 120,
      is_active: true,
      expires_at: null,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      updated_at: object.created_at,
      revoked_at: null,
      last_used_at: null,
    });

    expect((await manage(latchkey, "GET", `${path}/${object.id}`)).json).toEqual(object);
    expect((await manage(latchkey, "GET", path)).json).toEqual({
      object: "list",
      data: [object],
      next_cursor: null,
    });

    const revoked = await manage(latchkey, "DELETE", `${path}/${object.id}`);
    expect(revoked.status).toBe(200);
    expect(revoked.json).toMatchObject({ is_active: false, revoked_at: expect.any(String) });
    expect((await manage(latchkey, "DELETE", `${path}/${object.id}`)).json).toEqual(revoked.json);
    expect((await manage(latchkey, "GET", `${path}?is_active=true`)).json.data).toEqual([]);
    expect((await manage(latchkey, "GET", path)).json.data).toEqual([revoked.json]);
  });

  it("are listed completely and newest first at every page size", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const path = `/accounts/${accountId}/keys`;
    const ids: string[] = [];
    for (let made = 0; made < 7; made++) ids.push((await newKeyOf(latchkey, accountId)).id);
    for (const id of ids.slice(0, 3)) await manage(latchkey, "DELETE", `${path}/${id}`);
    for (const filter of ["", "&is_active=true", "&is_active=false"]) {
      const whole = (await manage(latchkey, "GET", `${path}?limit=100${filter}`)).json.data;
      for (const limit of [1, 2, 3, 7, 8]) {
        const paged: unknown[] = [];
        let cursor: string | null = "";
        while (cursor !== null) {
          const suffix: string = cursor ? `&cursor=${cursor}` : "";
          const page = await manage(latchkey, "GET", `${path}?limit=${limit}${filter}${suffix}`);
          expect(page.json.data.length).toBeLessThanOrEqual(limit);
          paged.push(...page.json.data);
          cursor = page.json.next_cursor;
        }
        expect(paged).toEqual(whole);
      }
    }
    const all = (await manage(latchkey, "GET", `${path}?limit=100`)).json.data;
    expect(all.map(({ id }: { id: string }) => id).sort()).toEqual([...ids].sort());
    const times = all.map((object: { created_at: string }) => object.created_at);
    expect(times).toEqual([...times].sort().reverse());
  });

  it("refuse a cursor that was altered or belongs to another list", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const other = await newAccount(latchkey, "agency");
    for (const account of [accountId, accountId, other, other]) await newKeyOf(latchkey, account);
    const path = `/accounts/${accountId}/keys?limit=1`;
    const cursor: string = (await manage(latchkey, "GET", path)).json.next_cursor;
    const last = cursor.endsWith("A") ? "B" : "A";
    const wrong = [
      `${path}&cursor=${cursor.slice(0, -1)}${last}`,
      `${path}&cursor=x`,
      `${path}&is_active=true&cursor=${cursor}`,
      `/accounts/${other}/keys?limit=1&cursor=${cursor}`,
    ];
    for (const request of wrong) {
      const { status, json } = await manage(latchkey, "GET", request);
      expect(status).toBe(400);
      expect(json.error).toMatch(/^cursor: /);
    }
  });

  it("stop at the account's cap, however many are created at once", async () => {
    const accountId = await newAccount(latchkey, "agency");
    await manage(latchkey, "PUT", `/accounts/${accountId}`, { plan: "agency", max_active_keys: 5 });
    const path = `/accounts/${accountId}/keys`;
    const creations = Array.from({ length: 20 }, () =>
      manage(latchkey, "POST", path, { name: "Racer" }),
    );
    const answers = await Promise.all(creations);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(answer.status).toBe(409);
      expect(answer.text).toBe('{"error":"Active key limit reached"}');
    }
    const [key] = (await manage(latchkey, "GET", path)).json.data;
    await manage(latchkey, "DELETE", `${path}/${key.id}`);
    expect((await manage(latchkey, "POST", path, { name: "Next" })).status).toBe(201);
  });

  it("of another account, or of none, are not found", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const other = await newAccount(latchkey, "agency");
    const { id } = await newKeyOf(latchkey, other);
    for (const method of ["GET", "DELETE"]) {
      for (const keyId of [id, "00000000", "nope"]) {
        const path = `/accounts/${accountId}/keys/${keyId}`;
        expect(await manage(latchkey, method, path)).toMatchObject({ status: 404 });
      }
    }
    expect((await manage(latchkey, "GET", `/accounts/${other}/keys/${id}`)).json.is_active).toBe(
      true,
    );
    for (const unknown of ["nobody", "a b", "a".repeat(65), "%F0%9F%98%80"]) {
      const path = `/accounts/${unknown}/keys`;
      expect(await manage(latchkey, "GET", path)).toMatchObject({ status: 404 });
      const created = await manage(latchkey, "POST", path, { name: "x" });
      expect(created).toMatchObject({ status: 404 });
    }
  });
});

describe("a bad body", () => {
  const stored = [
    "pk sk key_id account_id plan digest pepper_version is_active revoked_at created_at",
    "updated_at total_requests t n w ttl version active_key_ids __proto__ constructor prototype",
  ].flatMap((names) => names.split(" "));

  const rows: [string, string, string][] = [
    ["nothing", "", "body: "],
    ["no JSON", "{", "body: "],
    ["a list", "[]", "body: "],
    ["null", "null", "body: "],
    ["a text", '"name"', "body: "],
    ["a byte order mark", '\ufeff{"name":"x"}', "body: "],
    ["no name", "{}", "name: "],
    ["a name that is no text", '{"name":1}', "name: "],
    ["an empty name", '{"name":""}', "name: "],
    ["a name of spaces", '{"name":"   "}', "name: "],
    ["a name of 101 characters", `{"name":"${"x".repeat(101)}"}`, "name: "],
    ["a control character", '{"name":"a\\u0007b"}', "name: "],
    ["half a character", '{"name":"a\\ud800b"}', "name: "],
    ["NaN", '{"name":"x","rate_limit_per_minute":NaN}', "body: "],
    ["a limit of 0", '{"name":"x","rate_limit_per_minute":0}', "rate_limit_per_minute: "],
    ["a limit of -1", '{"name":"x","rate_limit_per_minute":-1}', "rate_limit_per_minute: "],
    ["a limit of -0", '{"name":"x","rate_limit_per_minute":-0}', "rate_limit_per_minute: "],
    ["half a request", '{"name":"x","rate_limit_per_minute":1.5}', "rate_limit_per_minute: "],
    ["a limit as text", '{"name":"x","rate_limit_per_minute":"5"}', "rate_limit_per_minute: "],
    ["a limit of null", '{"name":"x","rate_limit_per_minute":null}', "rate_limit_per_minute: "],
    ["too great a limit", '{"name":"x","rate_limit_per_minute":10001}', "rate_limit_per_minute: "],
    ["an infinite limit", '{"name":"x","rate_limit_per_minute":1e309}', "rate_limit_per_minute: "],
    ["an unknown environment", '{"name":"x","environment":"test"}', "environment: "],
    ["a date alone", '{"name":"x","expires_at":"2100-01-01"}', "expires_at: "],
    ["a time without a zone", '{"name":"x","expires_at":"2100-01-01T00:00:00"}', "expires_at: "],
    ["a past expiry", '{"name":"x","expires_at":"2020-01-01T00:00:00Z"}', "expires_at: "],
    ["an expiry as a number", '{"name":"x","expires_at":4102444800}', "expires_at: "],
    ["no such day", '{"name":"x","expires_at":"2100-02-30T00:00:00Z"}', "expires_at: "],
    ["deep nesting", `${'{"name":'.repeat(500)}1${"}".repeat(500)}`, "name: "],
    ...stored.map((name): [string, string, string] => [
      `the stored attribute ${name}`,
      `{"name":"x","${name}":"free"}`,
      "body: unknown field",
    ]),
  ];

  it.each(rows)("with %s is refused, names the field and leaves no trace", async (_, body, at) => {
    const accountId = await newAccount(latchkey, "agency");
    const before = await tableContents(latchkey);
    const { status, json } = await manage(latchkey, "POST", `/accounts/${accountId}/keys`, body);
    expect(status).toBe(400);
    expect(Object.keys(json)).toEqual(["error"]);
    expect(json.error.startsWith(at)).toBe(true);
    expect(await tableContents(latchkey)).toEqual(before);
  });

  it.each([
    ["an unknown plan", { plan: "gold" }, "plan: "],
    ["no plan", { name: "x" }, "plan: "],
    ["a cap of 0", { plan: "pro", max_active_keys: 0 }, "max_active_keys: "],
    ["a cap of 91", { plan: "pro", max_active_keys: 91 }, "max_active_keys: "],
    ["another field", { plan: "pro", version: 7 }, 'body: unknown field "version"'],
  ])("of an account with %s is refused", async (_, body, at) => {
    const before = await tableContents(latchkey);
    const { status, json } = await manage(latchkey, "PUT", "/accounts/acct_bad", body);
    expect(status).toBe(400);
    expect(json.error.startsWith(at)).toBe(true);
    expect(await tableContents(latchkey)).toEqual(before);
  });

  it.each(["a b", "a".repeat(65), "%F0%9F%98%80", "a.b"])(
    "cannot make an account named %s",
    async (accountId) => {
      const answer = await manage(latchkey, "PUT", `/accounts/${accountId}`, { plan: "pro" });
      expect(answer.status).toBe(400);
      expect(answer.json.error).toMatch(/^account_id: /);
    },
  );

  it("over 8 KiB is 413, and in another media type 415", async () => {
    const path = `/accounts/${await newAccount(latchkey, "agency")}/keys`;
    const large = JSON.stringify({ name: "x".repeat(9_000) });
    expect(await manage(latchkey, "POST", path, large)).toMatchObject({ status: 413 });
    for (const type of ["text/plain", "application/jsonp", "application/x-www-form-urlencoded"]) {
      const headers = { "Content-Type": type };
      const answer = await manage(latchkey, "POST", path, '{"name":"x"}', headers);
      expect(answer).toMatchObject({ status: 415 });
      expect(answer.json).toEqual({ error: "Content-Type must be application/json" });
    }
    const headers = { "Content-Type": "Application/JSON; charset=utf-8" };
    const answer = await manage(latchkey, "POST", path, '{"name":"x"}', headers);
    expect(answer).toMatchObject({ status: 201 });
  });

  it("that is not UTF-8 is refused", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const body = Buffer.concat([
      Buffer.from('{"name":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"'),
    ]);
    const answer = await rawDocumented(
      latchkey.url,
      [
        `POST /api/manage/v1/accounts/${accountId}/keys HTTP/1.1`,
        `Authorization: Bearer ${latchkey.operatorToken}`,
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
      ],
      body,
    );
    expect(answer.status).toBe(400);
  });
});

describe("a bad query", () => {
  it.each([
    ["limit=0", "limit: "],
    ["limit=101", "limit: "],
    ["limit=1.5", "limit: "],
    ["limit=x", "limit: "],
    ["limit=", "limit: "],
    ["is_active=yes", "is_active: "],
    ["cursor=", "cursor: "],
    ["colour=blue", "query: unknown field"],
  ])("%s is refused with the field named", async (query, at) => {
    const accountId = await newAccount(latchkey, "agency");
    const path = `/accounts/${accountId}/keys?${query}`;
    const { status, json } = await manage(latchkey, "GET", path);
    expect(status).toBe(400);
    expect(json.error.startsWith(at)).toBe(true);
  });
});

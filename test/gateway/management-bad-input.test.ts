import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { rawDocumented } from "./support/documented.ts";
import { manage, newAccount } from "./support/operator.ts";
import { tableContents } from "./support/table-contents.ts";

let latchkey: RunningLatchkey;

beforeAll(async () => {
  latchkey = await startLocal({ port: 0 });
});

afterAll(async () => {
  await latchkey.stop();
});

describe("a bad body", () => {
  const stored = [
    "pk sk key_id account_id plan digest pepper is_active revoked_at created_at",
    "updated_at total_requests t n w ttl version active_key_ids __proto__ constructor prototype",
  ].flatMap((names) => names.split(" "));

  const rows: [string, string, string][] = [
    ["nothing", "", "body: "],
    ["no JSON", "{", "body: "],
    ["a list", "[]", "body: "],
    ["null", "null", "body: "],
    ["a text", '"name"', "body: "],
    ["two byte order marks", '\ufeff\ufeff{"name":"x"}', "body: "],
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
    ["a leap second", '{"name":"x","expires_at":"2100-12-31T23:59:60Z"}', "expires_at: must have"],
    ["no such day", '{"name":"x","expires_at":"2100-02-30T00:00:00Z"}', "expires_at: "],
    ["deep nesting", `${'{"name":'.repeat(500)}1${"}".repeat(500)}`, "name: "],
    ...stored.map((name): [string, string, string] => [
      `the stored attribute ${name}`,
      `{"name":"x","${name}":"free"}`,
      "body: unknown field",
    ]),
  ];

  it("is not one for the byte order mark in front of it", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const body = '\ufeff{"name":"x","expires_at":"2100-01-01t00:00:00z"}';
    const { status, json } = await manage(latchkey, "POST", `/accounts/${accountId}/keys`, body);
    expect([status, json.expires_at]).toEqual([201, "2100-01-01T00:00:00Z"]);
  });

  it.each(rows)(
    "with %s is refused, names the field and leaves no trace",
    async (row, body, at) => {
      const accountId = await newAccount(latchkey, "agency");
      const before = await tableContents(latchkey);
      const { status, json } = await manage(latchkey, "POST", `/accounts/${accountId}/keys`, body);
      expect(status).toBe(400);
      expect(json).toEqual({
        error: expect.any(String),
        code: "invalid_fields",
        fields: expect.any(Object),
      });
      expect(json.error.startsWith(at)).toBe(true);
      const [, unknown] = /^the stored attribute (.*)$/.exec(row) ?? [];
      expect(Object.keys(json.fields)).toEqual([unknown ?? at.split(":")[0]]);
      expect(await tableContents(latchkey)).toEqual(before);
    },
  );

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

  it.each(["a b", "a".repeat(129), "%F0%9F%98%80", ".b"])(
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
      expect(answer.json).toEqual({
        error: "Content-Type must be application/json",
        code: "not_json",
      });
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

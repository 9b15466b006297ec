import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { fetchDocumented } from "./support/documented.ts";
import { manage, newAccount, newKeyOf } from "./support/operator.ts";
import { startTarget, type Target } from "./support/target.ts";

let latchkey: Target;

beforeAll(async () => {
  latchkey = await startTarget();
});

afterAll(async () => {
  await latchkey.stop();
});

describe("the operator's credential", () => {
  it("is missing where there is no Bearer token", async () => {
    const response = await fetchDocumented(`${latchkey.url}/api/manage/v1/accounts/acct_1`);
    expect(response.status).toBe(401);
    expect(await response.text()).toBe(
      '{"error":"Missing Authorization Bearer token","code":"missing_token"}',
    );
  });

  it.each([
    ["a made-up token", () => "x".repeat(43)],
    ["an API key", () => issueKey(randomBytes, defaultKeyPrefix).text],
    ["the token with a character less", () => latchkey.operatorToken.slice(0, -1)],
    ["the token with a character more", () => `${latchkey.operatorToken}x`],
  ])("is not good as %s", async (_, token) => {
    const intruder = { url: latchkey.url, operatorToken: token() };
    const { status, text } = await manage(intruder, "GET", "/accounts/acct_1");
    expect(status).toBe(401);
    expect(text).toBe('{"error":"Invalid credentials","code":"invalid_credentials"}');
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
      note: null,
      metadata: {},
      created_by: { type: "operator", subject: null },
      scopes: null,
      allowed_ips: null,
      quotas: null,
      paused_by: null,
    });

    expect(Object.keys(object).join(" ")).toBe(
      "object id account_id name key_prefix environment rate_limit_per_minute is_active expires_at created_at updated_at revoked_at last_used_at note metadata created_by scopes allowed_ips quotas paused_by",
    );
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

  it("have a note, metadata and an environment that can be changed, and the trail tells of it", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const path = `/accounts/${accountId}/keys`;
    const first = { note: "For the nightly import\nof orders", metadata: { crm_id: "c-1042" } };
    const { json: created } = await manage(latchkey, "POST", path, { name: "Import", ...first });
    expect(created).toMatchObject({ ...first, environment: "production" });

    const then = { environment: "staging", note: null, metadata: { crm_id: "c-7", team: "core" } };
    const changed = await manage(latchkey, "PATCH", `${path}/${created.id}`, then);
    expect(changed).toMatchObject({ status: 200, json: then });
    expect((await manage(latchkey, "GET", `${path}/${created.id}`)).json).toEqual(changed.json);
    const again = await manage(latchkey, "PATCH", `${path}/${created.id}`, {
      metadata: { team: "core", crm_id: "c-7" },
    });
    expect(again.json).toEqual(changed.json);

    const { data } = (await manage(latchkey, "GET", `/accounts/${accountId}/events`)).json;
    expect(data).toHaveLength(3);
    expect(data[0].changes).toEqual({
      environment: { before: "production", after: "staging" },
      note: { before: first.note, after: null },
      metadata: { before: first.metadata, after: then.metadata },
    });
  });

  it.each<[string, object]>([
    ["note", { note: "x".repeat(501) }],
    ["note", { note: "bell \u0007" }],
    ["metadata", { metadata: { "no spaces": "x" } }],
    ["metadata", { metadata: { long: "x".repeat(201) } }],
    ["metadata", { metadata: { nested: {} } }],
    [
      "metadata",
      { metadata: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`k${at}`, ""])) },
    ],
    ["environment", { environment: "test" }],
  ])("refuse a %s that does not fit its rule", async (field, body) => {
    const accountId = await newAccount(latchkey, "agency");
    const path = `/accounts/${accountId}/keys`;
    const { status, json } = await manage(latchkey, "POST", path, { name: "x", ...body });
    expect([status, json.code]).toEqual([400, "invalid_fields"]);
    expect(Object.keys(json.fields)[0]).toMatch(new RegExp(`^${field}`));
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
      expect(answer.text).toBe(
        '{"error":"Active key limit reached","code":"active_key_limit_reached"}',
      );
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

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { fetchDocumented } from "./support/documented.ts";
import { callModels, manage, newAccount, newKeyOf } from "./support/operator.ts";
import { startTarget, type Target } from "./support/target.ts";

let latchkey: Target;
let accountId: string;
let path: string;

beforeAll(async () => {
  latchkey = await startTarget();
  accountId = await newAccount(latchkey, "agency");
  path = `/accounts/${accountId}/keys`;
});

afterAll(async () => {
  await latchkey.stop();
});

describe("PATCH /accounts/{account_id}/keys/{id}", () => {
  it("renames, pauses and resumes, and the next request is judged by it", async () => {
    const { id, key } = await newKeyOf(latchkey, accountId);
    const renamed = await manage(latchkey, "PATCH", `${path}/${id}`, { name: "Staging server" });
    expect(renamed).toMatchObject({ status: 200, json: { id, name: "Staging server" } });
    expect((await callModels(latchkey, key)).status).toBe(200);
    const paused = await manage(latchkey, "PATCH", `${path}/${id}`, { is_active: false });
    expect(paused.json).toMatchObject({ is_active: false, revoked_at: null });
    expect((await callModels(latchkey, key)).text).toBe('{"error":"Invalid API key"}');
    await manage(latchkey, "PATCH", `${path}/${id}`, { is_active: true });
    expect((await callModels(latchkey, key)).status).toBe(200);
  });

  it("changes the limit and the expiry", async () => {
    const { id, key } = await newKeyOf(latchkey, accountId);
    await manage(latchkey, "PATCH", `${path}/${id}`, { rate_limit_per_minute: 1 });
    expect((await callModels(latchkey, key)).headers.get("x-ratelimit-limit")).toBe("1");
    expect((await callModels(latchkey, key)).status).toBe(429);
    await manage(latchkey, "PATCH", `${path}/${id}`, { rate_limit_per_minute: 10_000 });
    expect((await callModels(latchkey, key)).headers.get("x-ratelimit-remaining")).toBe("9998");
    const set = await manage(latchkey, "PATCH", `${path}/${id}`, {
      expires_at: "2100-01-01T01:00:00.9+01:00",
    });
    expect(set.json.expires_at).toBe("2100-01-01T00:00:00Z");
    const never = await manage(latchkey, "PATCH", `${path}/${id}`, { expires_at: null });
    expect(never.json.expires_at).toBeNull();
  });

  it.each([
    [{ is_active: "no" }, "is_active: "],
    [{ name: " " }, "name: "],
    [{ environment: "prod" }, "environment: must be one of development, staging, production"],
    [{ revoked_at: null }, 'body: unknown field "revoked_at"'],
    [{ plan: "enterprise" }, 'body: unknown field "plan"'],
  ])("refuses %j", async (body, at) => {
    const { id } = await newKeyOf(latchkey, accountId);
    const { status, json } = await manage(latchkey, "PATCH", `${path}/${id}`, body);
    expect(status).toBe(400);
    expect(json.error.startsWith(at)).toBe(true);
    await manage(latchkey, "DELETE", `${path}/${id}`);
  });

  it("does not bring a revoked key back", async () => {
    const { id } = await newKeyOf(latchkey, accountId);
    await manage(latchkey, "DELETE", `${path}/${id}`);
    const answer = await manage(latchkey, "PATCH", `${path}/${id}`, { is_active: true });
    expect(answer).toMatchObject({ status: 409, json: { error: "API key is revoked" } });
  });
});

describe("POST /accounts/{account_id}/keys/{id}/rotate", () => {
  it("replaces the secret at once by default, without a body", async () => {
    const { id, key } = await newKeyOf(latchkey, accountId);
    const rotated = await manage(latchkey, "POST", `${path}/${id}/rotate`);
    expect(rotated.status).toBe(201);
    expect(rotated.headers.get("cache-control")).toBe("no-store");
    expect(rotated.json.key).toMatch(new RegExp(`^sk_live_${id}_[0-9A-Za-z]{38}$`));
    expect(rotated.json.key).not.toBe(key);
    expect((await callModels(latchkey, key)).status).toBe(401);
    expect((await callModels(latchkey, rotated.json.key)).status).toBe(200);
  });

  it("keeps the old secret for a grace period, and shows whether it is still used", async () => {
    const { id, key } = await newKeyOf(latchkey, accountId);
    const rotation = { grace_period_seconds: 3600 };
    const rotated = await manage(latchkey, "POST", `${path}/${id}/rotate`, rotation);
    expect(rotated.json.previous_secret).toEqual({
      expires_at: expect.any(String),
      last_used_at: null,
    });
    expect((await callModels(latchkey, rotated.json.key)).status).toBe(200);
    const unused = await manage(latchkey, "GET", `${path}/${id}`);
    expect(unused.json.previous_secret.last_used_at).toBeNull();
    expect((await callModels(latchkey, key)).status).toBe(200);
    const used = await manage(latchkey, "GET", `${path}/${id}`);
    expect(used.json.previous_secret.last_used_at).toBe(used.json.last_used_at);
  });

  it("ends the old secret before its grace period does, and says so once", async () => {
    const { id, key } = await newKeyOf(latchkey, accountId);
    const rotation = { grace_period_seconds: 3600 };
    const rotated = await manage(latchkey, "POST", `${path}/${id}/rotate`, rotation);
    expect((await callModels(latchkey, key)).status).toBe(200);
    for (let time = 0; time < 2; time++) {
      const ended = await manage(latchkey, "PATCH", `${path}/${id}`, { previous_secret: null });
      expect([ended.status, "previous_secret" in ended.json]).toEqual([200, false]);
    }
    expect((await callModels(latchkey, key)).status).toBe(401);
    expect((await callModels(latchkey, rotated.json.key)).status).toBe(200);
    const { json } = await manage(latchkey, "GET", `/accounts/${accountId}/events?limit=2`);
    expect(json.data).toMatchObject([
      {
        action: "key.updated",
        changes: { previous_secret_expires_at: { before: expect.any(String), after: null } },
      },
      { action: "key.rotated" },
    ]);
    const refused = await manage(latchkey, "PATCH", `${path}/${id}`, {
      previous_secret: { expires_at: rotated.json.previous_secret.expires_at },
    });
    expect([refused.status, refused.json.error]).toEqual([
      400,
      "previous_secret: must be null, which ends it",
    ]);
  });

  it("refuses what is no grace period, and a revoked key", async () => {
    const { id } = await newKeyOf(latchkey, accountId);
    for (const seconds of [-1, 604_801, 1.5, "60", null]) {
      const body = { grace_period_seconds: seconds };
      const answer = await manage(latchkey, "POST", `${path}/${id}/rotate`, body);
      expect(answer).toMatchObject({ status: 400 });
      expect(answer.json.error).toBe("grace_period_seconds: must be an integer from 0 to 604800");
    }
    await manage(latchkey, "DELETE", `${path}/${id}`);
    expect((await manage(latchkey, "POST", `${path}/${id}/rotate`)).status).toBe(409);
  });
});

describe("Idempotency-Key", () => {
  it("makes one resource of a repeated request, and shows no secret again", async () => {
    const headers = { "Idempotency-Key": `order-${Date.now()}` };
    const body = { name: "Once", environment: "staging" };
    const made = await manage(latchkey, "POST", path, body, headers);
    expect(made.status).toBe(201);
    const { key: _, ...object } = made.json;
    const reordered = '{"environment":"staging", "name":"Once"}';
    for (const same of [body, reordered]) {
      const replayed = await manage(latchkey, "POST", path, same, headers);
      expect(replayed.status).toBe(200);
      expect(replayed.headers.get("idempotency-replayed")).toBe("true");
      expect(replayed.json).toEqual(object);
    }
    const other = await manage(latchkey, "POST", path, { name: "Other" }, headers);
    expect(other.status).toBe(422);
    const rotated = await manage(latchkey, "POST", `${path}/${object.id}/rotate`, {}, headers);
    expect(rotated.status).toBe(422);
  });

  it.each(["a b", "x".repeat(256)])("may not be %j", async (name) => {
    const headers = { "Idempotency-Key": name };
    const answer = await manage(latchkey, "POST", path, { name: "x" }, headers);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toMatch(/^Idempotency-Key: /);
  });
});

describe("GET /accounts/{account_id}/events", () => {
  it("tells of each change, newest first, by whom, from where and on which request", async () => {
    const account = await newAccount(latchkey, "pro");
    const { id } = await newKeyOf(latchkey, account, { name: "Audited" });
    const patched = await manage(
      latchkey,
      "PATCH",
      `/accounts/${account}/keys/${id}`,
      { name: "Renamed" },
      { "User-Agent": "billing/1.0" },
    );
    const { status, json } = await manage(latchkey, "GET", `/accounts/${account}/events`);
    expect(status).toBe(200);
    expect(json.data.map(({ action }: { action: string }) => action)).toEqual([
      "key.updated",
      "key.created",
      "account.created",
    ]);
    expect(json.data[0]).toEqual({
      object: "event",
      id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      sequence: expect.any(Number),
      action: "key.updated",
      created_at: expect.any(String),
      actor: { type: "operator", subject: null },
      account_id: account,
      key_id: id,
      changes: { name: { before: "Audited", after: "Renamed" } },
      source_ip: "127.0.0.1",
      user_agent: "billing/1.0",
      request_id: patched.headers.get("x-amzn-requestid"),
    });
    const first = await manage(latchkey, "GET", `/accounts/${account}/events?limit=2`);
    const rest = await manage(
      latchkey,
      "GET",
      `/accounts/${account}/events?limit=2&cursor=${first.json.next_cursor}`,
    );
    expect([...first.json.data, ...rest.json.data]).toEqual(json.data);
    expect(rest.json.next_cursor).toBeNull();
  });
});

describe("GET /accounts", () => {
  it("lists every account by its id, page by page", async () => {
    const made = [await newAccount(latchkey, "pro"), await newAccount(latchkey, "free")];
    const ids: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const suffix: string = cursor ? `&cursor=${cursor}` : "";
      const page = await manage(latchkey, "GET", `/accounts?limit=2${suffix}`);
      expect(page.status).toBe(200);
      ids.push(...page.json.data.map((account: { account_id: string }) => account.account_id));
      cursor = page.json.next_cursor;
    }
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids).toEqual(expect.arrayContaining(made));
  });
});

describe("GET /api/v1/account", () => {
  it("shows the caller itself", async () => {
    const account = await newAccount(latchkey, "master");
    const { id, key } = await newKeyOf(latchkey, account, { name: "Caller" });
    const other = await newKeyOf(latchkey, account);
    await callModels(latchkey, other.key);
    await manage(latchkey, "DELETE", `/accounts/${account}/keys/${other.id}`);
    const response = await fetchDocumented(`${latchkey.url}/api/v1/account`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-ratelimit-remaining")).toBe("119");
    expect(await response.json()).toEqual({
      object: "account",
      account_id: account,
      subscription: "master",
      key: {
        id,
        name: "Caller",
        key_prefix: `sk_live_${id}`,
        expires_at: null,
        rate_limit_per_minute: 120,
        scopes: null,
      },
      usage: { total_requests_last_30d: 2 },
      api_keys: { active: 1 },
    });
  });
});

describe("a billing webhook", () => {
  it("moves an account from pro to agency, and a refused key works on the next request", async () => {
    const account = await newAccount(latchkey, "pro");
    const { key } = await newKeyOf(latchkey, account);
    expect((await callModels(latchkey, key)).status).toBe(403);
    await manage(latchkey, "PUT", `/accounts/${account}`, { plan: "agency" });
    expect((await callModels(latchkey, key)).status).toBe(200);
  });
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { AccountRoute, KeyRoute } from "../../functions/management/routes.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { startIssuer, type TestIssuer } from "../support/issuer.ts";
import { callModels, type JsonResponse, manage, newAccount, newKeyOf } from "./support/operator.ts";
import { tableContents } from "./support/table-contents.ts";

let issuer: TestIssuer;
let latchkey: RunningLatchkey;

beforeAll(async () => {
  issuer = await startIssuer("not known yet");
  latchkey = await startLocal({ port: 0, oidcIssuer: issuer.url, reportFailure: () => {} });
  issuer.audience = latchkey.oidcAudience ?? "";
});

afterAll(async () => {
  await latchkey.stop();
  await issuer.stop();
});

/** Somebody signed in through the user pool: what Cognito calls an access token. */
interface User {
  readonly url: string;
  readonly operatorToken: string;
}

async function signedIn(accountId: string): Promise<User> {
  const cognito = { aud: [], token_use: "access", client_id: issuer.audience };
  return { url: latchkey.url, operatorToken: await issuer.sign({ ...cognito, sub: accountId }) };
}

async function paths(accountId: string) {
  const { id } = await newKeyOf(latchkey, accountId);
  return { account: `/accounts/${accountId}`, key: `/accounts/${accountId}/keys/${id}` };
}

/** Every operation, as it is called on an account with a key, and how it answers the account's own user. */
const operations: Readonly<
  Record<AccountRoute | KeyRoute, { readonly body?: unknown; readonly own: number }>
> = {
  "GET /manage/v1/me": { own: 200 },
  "GET /manage/v1/accounts": { own: 403 },
  "GET /manage/v1/events": { own: 403 },
  "GET /manage/v1/keys/{id_or_prefix}": { own: 403 },
  "PUT /manage/v1/accounts/{account_id}": { body: { plan: "enterprise" }, own: 403 },
  "GET /manage/v1/accounts/{account_id}": { own: 200 },
  "GET /manage/v1/accounts/{account_id}/events": { own: 200 },
  "POST /manage/v1/accounts/{account_id}/keys": { body: { name: "New" }, own: 201 },
  "GET /manage/v1/accounts/{account_id}/keys": { own: 200 },
  "POST /manage/v1/accounts/{account_id}/keys/import": {
    body: { name: "Old", sha256: "ab".repeat(32) },
    own: 403,
  },
  "GET /manage/v1/accounts/{account_id}/keys/{id}": { own: 200 },
  "PATCH /manage/v1/accounts/{account_id}/keys/{id}": { body: { name: "Renamed" }, own: 200 },
  "POST /manage/v1/accounts/{account_id}/keys/{id}/rotate": { own: 201 },
  "GET /manage/v1/accounts/{account_id}/keys/{id}/explain": { own: 200 },
  "DELETE /manage/v1/accounts/{account_id}/keys/{id}": { own: 200 },
};

const rows = Object.entries(operations);

function call(user: User, route: string, accountId: string, keyId: string): Promise<JsonResponse> {
  const [method = "", template = ""] = route.split(" ");
  const path = template
    .replace("/manage/v1", "")
    .replace("{account_id}", accountId)
    .replace(/\{id(_or_prefix)?\}/, keyId);
  const body = rows.find(([name]) => name === route)?.[1].body;
  return manage(user, method, path, body);
}

describe("a user", () => {
  it.each(rows)("is answered on their own account: %s", async (route, { own }) => {
    const accountId = await newAccount(latchkey, "agency");
    const { id } = await newKeyOf(latchkey, accountId);
    const answer = await call(await signedIn(accountId), route, accountId, id);
    expect(answer.status).toBe(own);
    if (own === 403)
      expect(answer.text).toBe(
        '{"error":"Operator credential required","code":"operator_required"}',
      );
  });

  it.each(rows.filter(([route]) => route.includes("{account_id}") || route.endsWith("/accounts")))(
    "never reaches another's account: %s",
    async (route, { own }) => {
      const theirs = await newAccount(latchkey, "agency");
      const key = await newKeyOf(latchkey, theirs);
      const user = await signedIn(await newAccount(latchkey, "agency"));
      const before = await tableContents(latchkey);
      const answer = await call(user, route, theirs, key.id);
      expect(answer.status).toBe(own === 403 ? 403 : 404);
      const unknown = await call(user, route, `none_${randomUUID()}`, key.id);
      expect([unknown.status, unknown.text]).toEqual([answer.status, answer.text]);
      expect(await tableContents(latchkey)).toEqual(before);
      expect(await callModels(latchkey, key.key)).toMatchObject({ status: 200 });
    },
  );

  it.each(rows.filter(([route]) => route.includes("{id}")))(
    "never reaches another's key through their own account: %s",
    async (route) => {
      const key = await newKeyOf(latchkey, await newAccount(latchkey, "agency"));
      const own = await newAccount(latchkey, "agency");
      const before = await tableContents(latchkey);
      const answer = await call(await signedIn(own), route, own, key.id);
      expect([answer.status, answer.text]).toEqual([
        404,
        '{"error":"API key not found","code":"key_not_found"}',
      ]);
      expect(await tableContents(latchkey)).toEqual(before);
    },
  );

  it("is told who they are, before their account is there", async () => {
    const accountId = randomUUID();
    const answer = await manage(await signedIn(accountId), "GET", "/me");
    expect([answer.status, answer.json]).toEqual([
      200,
      { object: "caller", type: "user", account_id: accountId, subject: accountId, roles: [] },
    ]);
    const operator = { object: "caller", type: "operator", account_id: null, subject: null };
    const { json } = await manage(latchkey, "GET", "/me");
    expect(json).toEqual({ ...operator, roles: ["admin"] });
  });

  it.each(["auth0|5f7c8ec7c33c6c004bbafe82", "jo+keys@example.com", "a:b.c-d_e", "x".repeat(128)])(
    "has %s for an account, as their issuer calls them",
    async (accountId) => {
      const user = await signedIn(accountId);
      expect((await manage(user, "GET", "/me")).json).toMatchObject({ account_id: accountId });
      const path = `/accounts/${encodeURIComponent(accountId)}`;
      const created = await manage(user, "POST", `${path}/keys`, { name: "First" });
      expect(created).toMatchObject({ status: 201, json: { account_id: accountId } });
      const put = await manage(latchkey, "PUT", path, { plan: "agency" });
      expect(put).toMatchObject({ status: 200, json: { account_id: accountId } });
      expect(await callModels(latchkey, created.json.key)).toMatchObject({ status: 200 });
      const key = `${path}/keys/${created.json.id}`;
      expect(await manage(user, "PATCH", key, { name: "Renamed" })).toMatchObject({ status: 200 });
      expect(await manage(user, "POST", `${key}/rotate`)).toMatchObject({ status: 201 });
      const listed = (await manage(user, "GET", `${path}/keys`)).json.data;
      expect(listed).toMatchObject([{ id: created.json.id, account_id: accountId }]);
      const events = await manage(user, "GET", `${path}/events?limit=1`);
      const next = `${path}/events?cursor=${events.json.next_cursor}`;
      expect(await manage(user, "GET", next)).toMatchObject({ status: 200 });
      expect(await manage(user, "DELETE", key)).toMatchObject({ status: 200 });
      const once = encodeURIComponent(path.slice("/accounts/".length));
      const twice = await manage(user, "GET", `/accounts/${once}`);
      expect(twice.status).toBe(once === accountId ? 200 : 404);
    },
  );

  it("begins on the free plan with their first key, as an account of their own", async () => {
    const accountId = randomUUID();
    const user = await signedIn(accountId);
    expect(await manage(user, "GET", `/accounts/${accountId}`)).toMatchObject({ status: 404 });
    expect(
      await manage(latchkey, "POST", `/accounts/${accountId}/keys`, { name: "x" }),
    ).toMatchObject({ status: 404 });
    const created = await manage(user, "POST", `/accounts/${accountId}/keys`, { name: "First" });
    expect(created).toMatchObject({ status: 201, json: { rate_limit_per_minute: 10 } });
    const account = await manage(user, "GET", `/accounts/${accountId}`);
    expect(account.json).toMatchObject({ plan: "free", api_keys: { active: 1 } });
    expect(await callModels(latchkey, created.json.key)).toMatchObject({ status: 403 });
    const { data } = (await manage(user, "GET", `/accounts/${accountId}/events`)).json;
    expect(data.map(({ action }: { action: string }) => action).sort()).toEqual([
      "account.created",
      "key.created",
    ]);
    for (const { actor } of data) expect(actor).toEqual({ type: "user", subject: accountId });
  });

  it("sets limits up to their plan's, where an operator may go beyond", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const user = await signedIn(accountId);
    const { key } = await paths(accountId);
    const keys = `/accounts/${accountId}/keys`;
    for (const [limit, status] of [
      [60, 200],
      [61, 400],
      [10_000, 400],
    ] as const) {
      const changed = await manage(user, "PATCH", key, { rate_limit_per_minute: limit });
      const created = await manage(user, "POST", keys, { name: "x", rate_limit_per_minute: limit });
      expect([changed.status, created.status]).toEqual([status, status === 200 ? 201 : 400]);
      if (status === 400) {
        expect(changed.json.error).toMatch(/^rate_limit_per_minute: /);
        expect(created.text).toBe(changed.text);
      }
    }
    const raised = await manage(latchkey, "PATCH", key, { rate_limit_per_minute: 10_000 });
    expect(raised).toMatchObject({ status: 200, json: { rate_limit_per_minute: 10_000 } });
  });

  it("is named as a key's creator, and leaves metadata to operators", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const user = await signedIn(accountId);
    const keys = `/accounts/${accountId}/keys`;
    const { json: created } = await manage(user, "POST", keys, { name: "x", note: "Mine" });
    expect(created).toMatchObject({
      note: "Mine",
      created_by: { type: "user", subject: accountId },
    });
    const operators = { metadata: { crm_id: "c-1" } };
    const key = `${keys}/${created.id}`;
    await manage(latchkey, "PATCH", key, operators);
    for (const refused of [
      await manage(user, "PATCH", key, operators),
      await manage(user, "POST", keys, { name: "x", ...operators }),
    ]) {
      expect(refused).toMatchObject({ status: 400, json: { code: "invalid_fields" } });
      expect(Object.keys(refused.json.fields)).toEqual(["metadata"]);
    }
    expect((await manage(user, "GET", key)).json).toMatchObject(operators);
  });

  it("cannot name the account or the actor in a body", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const user = await signedIn(accountId);
    for (const field of ["account_id", "actor", "plan", "subject"]) {
      const body = { name: "x", [field]: "other" };
      const answer = await manage(user, "POST", `/accounts/${accountId}/keys`, body);
      expect(answer).toMatchObject({
        status: 400,
        json: { error: `body: unknown field "${field}"` },
      });
    }
  });
});

describe("a user's token", () => {
  it("that is not good is told so, whatever is wrong with it", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const claims = { sub: accountId };
    const tokens = [
      await issuer.sign({ ...claims, exp: 1 }),
      await issuer.sign({ ...claims, aud: "another" }),
      await issuer.sign({ ...claims, iss: "https://issuer.example" }),
      await issuer.sign({ ...claims, token_use: "id" }),
      `${(await issuer.sign(claims)).slice(0, -8)}AAAAAAAA`,
      await issuer.sign({ ...claims, sub: "not an account" }),
      await issuer.sign({ ...claims, padding: "x".repeat(6_500) }),
    ];
    for (const operatorToken of tokens) {
      const answer = await manage(
        { url: latchkey.url, operatorToken },
        "GET",
        `/accounts/${accountId}`,
      );
      expect([answer.status, answer.text]).toEqual([
        401,
        '{"error":"Invalid credentials","code":"invalid_credentials"}',
      ]);
    }
  });

  it("is of no use on the public API", async () => {
    const { operatorToken } = await signedIn(await newAccount(latchkey, "agency"));
    expect(await callModels(latchkey, operatorToken)).toMatchObject({ status: 401 });
  });

  it("is no longer judged when the issuer is gone and its keys unknown, and operators are", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const gone = await startIssuer("");
    const alone = await startLocal({ port: 0, oidcIssuer: gone.url, reportFailure: () => {} });
    try {
      gone.failure = (response) => response.destroy();
      gone.audience = alone.oidcAudience ?? "";
      const user = { url: alone.url, operatorToken: await gone.sign({ sub: accountId }) };
      const answer = await manage(user, "GET", `/accounts/${accountId}`);
      expect([answer.status, answer.text]).toEqual([
        503,
        '{"error":"Service temporarily unavailable","code":"unavailable"}',
      ]);
      expect(answer.headers.get("retry-after")).toBe("1");
      expect(await manage(alone, "GET", "/accounts")).toMatchObject({ status: 200 });
    } finally {
      await alone.stop();
      await gone.stop();
    }
  });
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { AccountRoute, KeyRoute, OperationsRoute } from "../../functions/management/routes.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { operations } from "../support/contract-document.ts";
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

interface Person {
  readonly url: string;
  readonly operatorToken: string;
}

/** Somebody signed in through the user pool, in these groups. */
async function personIn(...groups: string[]): Promise<Person> {
  const cognito = { aud: [], token_use: "access", client_id: issuer.audience };
  const claims = { ...cognito, sub: "person-7", "cognito:groups": groups };
  return { url: latchkey.url, operatorToken: await issuer.sign(claims) };
}

interface Expected {
  readonly body?: unknown;
  /** The statuses of the answers to an admin and to support. */
  readonly admin: number;
  readonly support: number;
}

/** Every call, on an account with a key. */
const calls: Readonly<Record<AccountRoute | KeyRoute | OperationsRoute, Expected>> = {
  "GET /manage/v1/me": { admin: 200, support: 200 },
  "GET /manage/v1/accounts": { admin: 200, support: 200 },
  "PUT /manage/v1/accounts/{account_id}": { body: { plan: "pro" }, admin: 200, support: 403 },
  "GET /manage/v1/accounts/{account_id}": { admin: 200, support: 200 },
  "GET /manage/v1/accounts/{account_id}/events": { admin: 200, support: 200 },
  "GET /manage/v1/keys/{id_or_prefix}": { admin: 200, support: 200 },
  "POST /manage/v1/accounts/{account_id}/keys": { body: { name: "x" }, admin: 201, support: 403 },
  "GET /manage/v1/accounts/{account_id}/keys": { admin: 200, support: 200 },
  "POST /manage/v1/accounts/{account_id}/keys/import": {
    body: { name: "Old", sha256: "ab".repeat(32) },
    admin: 201,
    support: 403,
  },
  "GET /manage/v1/accounts/{account_id}/keys/{id}": { admin: 200, support: 200 },
  "PATCH /manage/v1/accounts/{account_id}/keys/{id}": {
    body: { name: "x" },
    admin: 200,
    support: 403,
  },
  "POST /manage/v1/accounts/{account_id}/keys/{id}/rotate": { admin: 201, support: 403 },
  "GET /manage/v1/accounts/{account_id}/keys/{id}/explain": { admin: 200, support: 200 },
  "DELETE /manage/v1/accounts/{account_id}/keys/{id}": { admin: 200, support: 200 },
  // There is no such request.
  "GET /manage/v1/requests/{request_id}": { admin: 404, support: 404 },
  "GET /manage/v1/health": { admin: 200, support: 200 },
};

const rows = Object.entries(calls);
const roleRequired = '{"error":"Operator role admin required","code":"role_required"}';

function call(
  person: Person,
  route: string,
  accountId: string,
  keyId: string,
  body?: unknown,
): Promise<JsonResponse> {
  const [method = "", template = ""] = route.split(" ");
  const path = template
    .replace("/manage/v1", "")
    .replace("{account_id}", accountId)
    .replace(/\{id(_or_prefix)?\}/, keyId)
    .replace("{request_id}", randomUUID());
  return manage(person, method, path, body);
}

async function accountWithKey() {
  const accountId = await newAccount(latchkey, "agency");
  const { id, key } = await newKeyOf(latchkey, accountId);
  const account = `/accounts/${accountId}`;
  return { accountId, keyId: id, key, account, keyPath: `${account}/keys/${id}` };
}

describe("a person with an operator role", () => {
  it("is expected something of every call there is", () => {
    const documented = Object.keys(operations).filter((route) => route.includes(" /manage/"));
    expect(Object.keys(calls).sort()).toEqual(documented.sort());
  });

  it.each(rows)("as admin may do everything: %s", async (route, { body, admin }) => {
    const { accountId, keyId } = await accountWithKey();
    const answer = await call(await personIn("latchkey-admin"), route, accountId, keyId, body);
    expect(answer.status).toBe(admin);
  });

  it.each(rows)("as support may do its part: %s", async (route, { body, support }) => {
    const { accountId, keyId } = await accountWithKey();
    const before = await tableContents(latchkey);
    const person = await personIn("other", "latchkey-support");
    const answer = await call(person, route, accountId, keyId, body);
    expect(answer.status).toBe(support);
    if (support !== 403) return;
    expect(answer.text).toBe(roleRequired);
    expect(await tableContents(latchkey)).toEqual(before);
    // Nobody learns by a refusal what there is.
    const unknown = await call(person, route, "nobody", "00000000", body);
    expect([unknown.status, unknown.text]).toEqual([403, roleRequired]);
  });

  it("may do everything with both roles", async () => {
    const both = await personIn("latchkey-support", "latchkey-admin");
    expect((await manage(both, "GET", "/me")).json).toEqual({
      object: "caller",
      type: "operator",
      account_id: null,
      subject: "person-7",
      roles: ["admin", "support"],
    });
    const { keyPath } = await accountWithKey();
    expect(await manage(both, "PATCH", keyPath, { name: "x" })).toMatchObject({ status: 200 });
  });

  it("as support pauses, resumes, suspends and lifts it, with nothing beside", async () => {
    const support = await personIn("latchkey-support");
    const { account, keyPath, key } = await accountWithKey();
    for (const [path, method, field] of [
      [keyPath, "PATCH", "is_active"],
      [account, "PUT", "is_suspended"],
    ] as const) {
      for (const value of [false, true, false, true]) {
        const done = await manage(support, method, path, { [field]: value });
        expect(done).toMatchObject({ status: 200, json: { [field]: value } });
        for (const beside of [{ name: "x" }, { metadata: {} }, { no_such_field: 1 }]) {
          const refused = await manage(support, method, path, { [field]: value, ...beside });
          expect([refused.status, refused.text]).toEqual([403, roleRequired]);
        }
      }
      expect(await manage(support, method, path, { [field]: "no" })).toMatchObject({ status: 400 });
      expect(await manage(support, method, path, "[]")).toMatchObject({ status: 400 });
      expect(await manage(support, method, path, "{")).toMatchObject({ status: 400 });
    }
    expect(await callModels(latchkey, key)).toMatchObject({ status: 403 });
    await manage(support, "PUT", account, { is_suspended: false });
    expect(await callModels(latchkey, key)).toMatchObject({ status: 200 });
    const unknown = await manage(support, "PUT", "/accounts/nobody", { is_suspended: true });
    expect(unknown).toMatchObject({ status: 400, json: { fields: { plan: expect.any(String) } } });
  });

  it("is named in events and on what they made and paused, and no user resumes that", async () => {
    const { accountId, account, keyPath } = await accountWithKey();
    const actor = { type: "operator", subject: "person-7" };
    const admin = await personIn("latchkey-admin");
    const made = await manage(admin, "POST", `${account}/keys`, { name: "New" });
    expect(made.json.created_by).toEqual(actor);
    const paused = await manage(await personIn("latchkey-support"), "PATCH", keyPath, {
      is_active: false,
    });
    expect(paused.json.paused_by).toEqual(actor);
    const cognito = { aud: [], token_use: "access", client_id: issuer.audience };
    const operatorToken = await issuer.sign({ ...cognito, sub: accountId });
    const user = { url: latchkey.url, operatorToken };
    expect(await manage(user, "PATCH", keyPath, { is_active: true })).toMatchObject({
      status: 409,
      json: { code: "paused_by_operator" },
    });
    const events = (await manage(user, "GET", `${account}/events?limit=2`)).json.data;
    expect(events.map((event: { actor: unknown }) => event.actor)).toEqual([actor, actor]);
  });

  it("is a user where the groups are others", async () => {
    const user = await personIn("admin", "support", "Latchkey-Admin", "latchkey-admins");
    expect((await manage(user, "GET", "/me")).json).toMatchObject({ type: "user", roles: [] });
    expect(await manage(user, "GET", "/accounts")).toMatchObject({
      status: 403,
      json: { code: "operator_required" },
    });
  });
});

describe("looking up", () => {
  it("a key takes its id or its prefix, and tells whose it is", async () => {
    const { accountId, keyId } = await accountWithKey();
    for (const reference of [keyId, `sk_live_${keyId}`]) {
      const found = await manage(latchkey, "GET", `/keys/${reference}?include=usage`);
      expect(found).toMatchObject({
        status: 200,
        json: { object: "api_key", id: keyId, account_id: accountId, usage: expect.anything() },
      });
    }
  });

  it("a key is refused to a user before anything is looked up", async () => {
    const { accountId, keyId } = await accountWithKey();
    const cognito = { aud: [], token_use: "access", client_id: issuer.audience };
    const operatorToken = await issuer.sign({ ...cognito, sub: accountId });
    const user = { url: latchkey.url, operatorToken };
    for (const reference of [keyId, "00000000", "x", `${keyId}?include=x`]) {
      const refused = await manage(user, "GET", `/keys/${reference}`);
      expect([refused.status, refused.json.code]).toEqual([403, "operator_required"]);
    }
  });

  it("a key answers 404 for what is none, a whole key included", async () => {
    const { key } = await accountWithKey();
    for (const reference of ["00000000", "x", "sk_live_", key, "sk_test_3kTMd92x"]) {
      const answer = await manage(latchkey, "GET", `/keys/${encodeURIComponent(reference)}`);
      expect(answer).toMatchObject({ status: 404, json: { code: "key_not_found" } });
      expect(answer.text).not.toContain(reference);
    }
  });

  it("accounts by address finds those that have it now, page by page", async () => {
    const stem = `find_${Math.random().toString(36).slice(2)}`;
    const email = `${stem}@example.com`;
    const ids = [1, 2, 3].map((number) => `${stem}_${number}`);
    for (const id of ids) {
      const body = { plan: "agency", contact_email: email };
      expect(await manage(latchkey, "PUT", `/accounts/${id}`, body)).toMatchObject({ status: 201 });
    }
    const idsFor = async (query: Record<string, string>) => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const asked = { ...query, limit: "1", ...(cursor ? { cursor } : {}) };
        const { json } = await manage(latchkey, "GET", `/accounts?${new URLSearchParams(asked)}`);
        found.push(...json.data.map((account: { account_id: string }) => account.account_id));
        cursor = json.next_cursor ?? undefined;
      } while (cursor);
      return found;
    };
    expect(await idsFor({ email })).toEqual(ids);
    expect(await idsFor({ email: email.toUpperCase(), id_prefix: `${stem}_2` })).toEqual([ids[1]]);
    expect(await idsFor({ id_prefix: `${stem}_` })).toEqual(ids);
    const other = { contact_email: `other_${email}` };
    await manage(latchkey, "PUT", `/accounts/${ids[0]}`, other);
    await manage(latchkey, "PUT", `/accounts/${ids[1]}`, { contact_email: null });
    await manage(latchkey, "PUT", `/accounts/${ids[2]}`, { plan: "pro" });
    expect(await idsFor({ email })).toEqual([ids[2]]);
    expect(await idsFor({ email: other.contact_email })).toEqual([ids[0]]);
    await manage(latchkey, "PUT", `/accounts/${ids[0]}`, { contact_email: email });
    expect(await idsFor({ email })).toEqual([ids[0], ids[2]]);
  });
});

import { createHash, randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { operations } from "../support/contract-document.ts";
import { startIssuer, type TestIssuer } from "../support/issuer.ts";
import { fetchDocumented } from "./support/documented.ts";
import { callModels, manage, newAccount, newKeyOf, type Running } from "./support/operator.ts";

let issuer: TestIssuer;
let latchkey: RunningLatchkey;

beforeAll(async () => {
  issuer = await startIssuer("not known yet");
  latchkey = await startLocal({ port: 0, oidcIssuer: issuer.url });
  issuer.audience = latchkey.oidcAudience ?? "";
});

afterAll(async () => {
  await latchkey.stop();
  await issuer.stop();
});

/** An account on plan `agency` with a key, made for one row. */
interface Fixture {
  readonly accountId: string;
  readonly account: string;
  readonly keys: string;
  /** The path of the key. */
  readonly key: string;
  /** The key itself. */
  readonly token: string;
  readonly user: Running;
  /** An operator who may not do everything. */
  readonly support: Running;
}

async function fixture(): Promise<Fixture> {
  const accountId = await newAccount(latchkey, "agency");
  const { id, key: token } = await newKeyOf(latchkey, accountId);
  const account = `/accounts/${accountId}`;
  const cognito = { aud: [], token_use: "access", client_id: issuer.audience };
  const operatorToken = await issuer.sign({ ...cognito, sub: accountId });
  const user = { url: latchkey.url, operatorToken };
  const groups = { "cognito:groups": ["latchkey-support"] };
  const support = {
    url: latchkey.url,
    operatorToken: await issuer.sign({ ...cognito, ...groups, sub: "support" }),
  };
  const paths = { account, keys: `${account}/keys`, key: `${account}/keys/${id}` };
  return { accountId, ...paths, token, user, support };
}

const stranger: Running = {
  get url() {
    return latchkey.url;
  },
  operatorToken: "x",
};

type Provoke = (made: Fixture) => Promise<{ readonly status: number }>;

const text = { "Content-Type": "text/plain" };
const tooLong = JSON.stringify({ name: "x".repeat(9_000) });
const once = () => ({ "Idempotency-Key": randomBytes(8).toString("hex") });
const digest = () => createHash("sha256").update(randomBytes(8)).digest("hex");
const newImport = () => ({ name: "Imported", sha256: digest() });

function operate(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  return manage(latchkey, method, path, body, headers);
}

function get(path: string, headers: Record<string, string> = {}) {
  return fetchDocumented(`${latchkey.url}/api${path}`, { headers });
}

function report(body: object, headers: Record<string, string> = {}) {
  return fetchDocumented(`${latchkey.url}/api/leaks/report`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

function verify(token: string, query = "", headers: Record<string, string> = {}) {
  return get(`/v1/verify${query}`, { Authorization: `Bearer ${token}`, ...headers });
}

async function withoutPlan({ account }: Fixture): Promise<void> {
  await operate("PUT", account, { plan: "pro" });
}

/** What refuses a body, whatever it is for. */
function bodyRows(method: string, path: (made: Fixture) => string): Record<string, Provoke> {
  return {
    413: (made) => operate(method, path(made), tooLong),
    415: (made) => operate(method, path(made), "{}", text),
  };
}

/** How each documented answer is brought about. */
const provoked: Readonly<Record<keyof typeof operations, Readonly<Record<string, Provoke>>>> = {
  "GET /v1/models": {
    200: ({ token }) => callModels(latchkey, token),
    304: ({ token }) => callModels(latchkey, token, { "If-None-Match": "*" }),
    401: () => callModels(latchkey, "x"),
    403: async (made) => {
      await withoutPlan(made);
      return callModels(latchkey, made.token);
    },
  },
  "GET /v1/account": {
    200: ({ token }) => get("/v1/account", { Authorization: `Bearer ${token}` }),
    401: () => get("/v1/account"),
    403: async (made) => {
      await withoutPlan(made);
      return get("/v1/account", { Authorization: `Bearer ${made.token}` });
    },
  },
  "GET /v1/verify": {
    200: ({ token }) => verify(token, "?cost=2&ip=203.0.113.7"),
    400: ({ token }) => verify(token, "?cost=0"),
    401: () => verify("x"),
    403: async (made) => {
      await withoutPlan(made);
      return verify(made.token);
    },
    404: ({ token }) => verify(token, "", text),
  },
  "POST /leaks/report": {
    204: ({ token }) => report({ key: token }),
    400: () => report({}),
    413: () => report({ key: "x".repeat(9_000) }),
    415: () => report({}, text),
  },
  "GET /openapi.json": {
    200: () => get("/openapi.json"),
  },
  "GET /manage/v1/me": {
    200: ({ user }) => manage(user, "GET", "/me"),
    401: () => manage(stranger, "GET", "/me"),
  },
  "GET /manage/v1/accounts": {
    200: () => operate("GET", "/accounts?limit=1"),
    400: () => operate("GET", "/accounts?limit=0"),
    401: () => manage(stranger, "GET", "/accounts"),
    403: ({ user }) => manage(user, "GET", "/accounts"),
  },
  "PUT /manage/v1/accounts/{account_id}": {
    200: ({ account }) => operate("PUT", account, { plan: "pro" }),
    201: ({ account }) => operate("PUT", `${account}_2`, { plan: "pro", name: "Second" }),
    400: ({ account }) => operate("PUT", account, { plan: "gold" }),
    401: ({ account }) => manage(stranger, "PUT", account, { plan: "pro" }),
    403: ({ account, user }) => manage(user, "PUT", account, { plan: "enterprise" }),
    ...bodyRows("PUT", ({ account }) => account),
  },
  "GET /manage/v1/accounts/{account_id}": {
    200: ({ account }) => operate("GET", `${account}?include=refusals`),
    400: ({ account }) => operate("GET", `${account}?include=usage`),
    401: ({ account }) => manage(stranger, "GET", account),
    404: () => operate("GET", "/accounts/nobody"),
  },
  "GET /manage/v1/accounts/{account_id}/events": {
    200: ({ account }) => operate("GET", `${account}/events`),
    400: ({ account }) => operate("GET", `${account}/events?cursor=x`),
    401: ({ account }) => manage(stranger, "GET", `${account}/events`),
    404: () => operate("GET", "/accounts/nobody/events"),
  },
  "GET /manage/v1/events": {
    200: () => operate("GET", "/events"),
    400: () => operate("GET", "/events?limit=0"),
    401: () => manage(stranger, "GET", "/events"),
    403: ({ user }) => manage(user, "GET", "/events"),
  },
  "GET /manage/v1/keys/{id_or_prefix}": {
    200: ({ token }) => operate("GET", `/keys/${token.slice(0, -39)}`),
    400: () => operate("GET", "/keys/00000000?include=secret"),
    401: () => manage(stranger, "GET", "/keys/00000000"),
    403: ({ user }) => manage(user, "GET", "/keys/00000000"),
    404: () => operate("GET", "/keys/00000000"),
  },
  "GET /manage/v1/accounts/{account_id}/keys": {
    200: ({ keys }) => operate("GET", `${keys}?include=usage&is_active=true`),
    400: ({ keys }) => operate("GET", `${keys}?is_active=yes`),
    401: ({ keys }) => manage(stranger, "GET", keys),
    404: () => operate("GET", "/accounts/nobody/keys"),
  },
  "POST /manage/v1/accounts/{account_id}/keys": {
    200: async ({ keys }) => {
      const headers = once();
      await operate("POST", keys, { name: "Once" }, headers);
      return operate("POST", keys, { name: "Once" }, headers);
    },
    201: ({ keys }) => operate("POST", keys, { name: "New", expires_at: null }),
    400: ({ keys }) => operate("POST", keys, {}),
    401: ({ keys }) => manage(stranger, "POST", keys, { name: "New" }),
    403: ({ keys, support }) => manage(support, "POST", keys, { name: "New" }),
    404: () => operate("POST", "/accounts/nobody/keys", { name: "New" }),
    409: async ({ account, keys }) => {
      await operate("PUT", account, { plan: "agency", max_active_keys: 1 });
      return operate("POST", keys, { name: "One too many" });
    },
    422: async ({ keys }) => {
      const headers = once();
      await operate("POST", keys, { name: "Once" }, headers);
      return operate("POST", keys, { name: "Twice" }, headers);
    },
    ...bodyRows("POST", ({ keys }) => keys),
  },
  "GET /manage/v1/accounts/{account_id}/keys/{id}": {
    200: ({ key }) => operate("GET", `${key}?include=usage`),
    400: ({ key }) => operate("GET", `${key}?include=secret`),
    401: ({ key }) => manage(stranger, "GET", key),
    404: ({ keys }) => operate("GET", `${keys}/00000000`),
  },
  "PATCH /manage/v1/accounts/{account_id}/keys/{id}": {
    200: ({ key }) => operate("PATCH", key, { is_active: false }),
    400: ({ key }) => operate("PATCH", key, { is_active: "no" }),
    401: ({ key }) => manage(stranger, "PATCH", key, {}),
    403: ({ key, support }) => manage(support, "PATCH", key, { name: "x" }),
    404: ({ keys }) => operate("PATCH", `${keys}/00000000`, { name: "x" }),
    409: async ({ key }) => {
      await operate("DELETE", key);
      return operate("PATCH", key, { is_active: true });
    },
    ...bodyRows("PATCH", ({ key }) => key),
  },
  "DELETE /manage/v1/accounts/{account_id}/keys/{id}": {
    200: ({ key }) => operate("DELETE", key),
    401: ({ key }) => manage(stranger, "DELETE", key),
    404: ({ keys }) => operate("DELETE", `${keys}/00000000`),
  },
  "POST /manage/v1/accounts/{account_id}/keys/{id}/rotate": {
    200: async ({ key }) => {
      const headers = once();
      await operate("POST", `${key}/rotate`, undefined, headers);
      return operate("POST", `${key}/rotate`, undefined, headers);
    },
    201: ({ key }) => operate("POST", `${key}/rotate`, { grace_period_seconds: 60 }),
    400: ({ key }) => operate("POST", `${key}/rotate`, { grace_period_seconds: -1 }),
    401: ({ key }) => manage(stranger, "POST", `${key}/rotate`),
    403: ({ key, support }) => manage(support, "POST", `${key}/rotate`),
    404: ({ keys }) => operate("POST", `${keys}/00000000/rotate`),
    409: async ({ key }) => {
      await operate("DELETE", key);
      return operate("POST", `${key}/rotate`);
    },
    422: async ({ key }) => {
      const headers = once();
      await operate("POST", `${key}/rotate`, undefined, headers);
      return operate("POST", `${key}/rotate`, { grace_period_seconds: 60 }, headers);
    },
    ...bodyRows("POST", ({ key }) => `${key}/rotate`),
  },
  "POST /manage/v1/accounts/{account_id}/keys/import": {
    200: ({ keys }) => operate("POST", `${keys}/import?dry_run=true`, newImport()),
    201: ({ keys }) => operate("POST", `${keys}/import`, newImport()),
    400: ({ keys }) => operate("POST", `${keys}/import`, { name: "No digest" }),
    401: ({ keys }) => manage(stranger, "POST", `${keys}/import`, newImport()),
    403: ({ keys, user }) => manage(user, "POST", `${keys}/import`, newImport()),
    404: () => operate("POST", "/accounts/nobody/keys/import", newImport()),
    409: async ({ keys }) => {
      const imported = newImport();
      await operate("POST", `${keys}/import`, imported);
      const other = await newAccount(latchkey, "agency");
      return operate("POST", `/accounts/${other}/keys/import`, imported);
    },
    ...bodyRows("POST", ({ keys }) => `${keys}/import`),
  },
  "GET /manage/v1/accounts/{account_id}/keys/{id}/explain": {
    200: ({ key }) => operate("GET", `${key}/explain`),
    400: ({ key }) => operate("GET", `${key}/explain?cost=0`),
    401: ({ key }) => manage(stranger, "GET", `${key}/explain`),
    404: ({ keys }) => operate("GET", `${keys}/00000000/explain`),
  },
  "GET /manage/v1/requests/{request_id}": {
    200: async ({ token }) => {
      const { headers } = await callModels(latchkey, token);
      return operate("GET", `/requests/${headers.get("x-amzn-requestid")}`);
    },
    400: () => operate("GET", `/requests/${randomUUID()}?hours=0`),
    401: () => manage(stranger, "GET", `/requests/${randomUUID()}`),
    403: ({ user }) => manage(user, "GET", `/requests/${randomUUID()}`),
    404: () => operate("GET", `/requests/${randomUUID()}`),
  },
  "GET /manage/v1/health": {
    200: () => operate("GET", "/health"),
    401: () => manage(stranger, "GET", "/health"),
    403: ({ user }) => manage(user, "GET", "/health"),
  },
};

/** Limits and faults have tests of their own; a 500 cannot be brought about. */
const elsewhere = ["429", "500", "503"];

describe.each(Object.entries(operations))("%s", (route, { responses }) => {
  const rows = new Map(Object.entries(provoked)).get(route) ?? {};

  it("is tried with every outcome that is documented", () => {
    const documented = Object.keys(responses).filter((status) => !elsewhere.includes(status));
    expect(Object.keys(rows).sort()).toEqual(documented.sort());
  });

  it.each(Object.entries(rows))("answers %s as documented", async (status, provoke) => {
    expect((await provoke(await fixture())).status).toBe(Number(status));
  });
});

describe("an import", () => {
  it("of a digest that the account has already answers 200 with the key", async () => {
    const { keys } = await fixture();
    const imported = newImport();
    const first = await operate("POST", `${keys}/import`, imported);
    const again = await operate("POST", `${keys}/import`, imported);
    expect(again).toMatchObject({ status: 200, json: first.json });
    const preview = await operate("POST", `${keys}/import?dry_run=true`, imported);
    expect(preview.json).toEqual({ object: "import_preview", outcome: "unchanged" });
  });
});

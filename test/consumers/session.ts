/**
 * A program that uses a generated client: it calls every operation, checks each answer as the
 * client does, and prints what it saw. `LATCHKEY_URL` is the API's, without `/api`, or a proxy's.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createClient, createConfig } from "./generated/hey-api/client/index.ts";
import * as api from "./generated/hey-api/sdk.gen.ts";

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** What Prism found, as it writes it into a header of its answer. */
  readonly violations: string | null;
}

const exchanges: Exchange[] = [];
const { LATCHKEY_URL: baseUrl = "", LATCHKEY_OPERATOR_TOKEN: operatorToken = "" } = process.env;

const watchedFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const response = await fetch(request);
  exchanges.push({
    method: request.method,
    path: new URL(request.url).pathname,
    status: response.status,
    violations: response.headers.get("sl-violations"),
  });
  return response;
};

function as(credential: string) {
  const config = createConfig({ baseUrl, auth: credential, fetch: watchedFetch });
  return { client: createClient(config), throwOnError: true } as const;
}

async function refused(status: number, call: Promise<{ response?: Response }>): Promise<void> {
  assert.equal((await call).response?.status, status);
}

const operator = as(operatorToken);
const account = { account_id: `consumer_${randomUUID()}` };
const once = () => ({ "Idempotency-Key": randomUUID() });
const mayFail = { throwOnError: false } as const;

const { data: me } = await api.getMe(operator);
assert.deepEqual(me.roles, ["admin"]);
await api.putAccount({ ...operator, path: account, body: { plan: "agency", name: "Consumer" } });
await api.putAccount({ ...operator, path: account, body: { max_active_keys: 3, plan: "agency" } });
await api.getAccount({ ...operator, path: account });
const first = await api.listAccounts({ ...operator, query: { limit: 1 } });
const cursor = first.data.next_cursor;
if (cursor) await api.listAccounts({ ...operator, query: { limit: 1, cursor } });

const created = {
  path: account,
  headers: once(),
  body: { name: "Server", expires_at: "2099-01-01T00:00:00Z", rate_limit_per_minute: 5 },
};
const { data: issued } = await api.createKey({ ...operator, ...created });
assert("key" in issued);
const replayed = await api.createKey({ ...operator, ...created });
assert(!("key" in replayed.data));
const renamed = { ...created, body: { name: "Other" } };
await refused(422, api.createKey({ ...operator, ...renamed, ...mayFail }));

const caller = as(issued.key);
// No 304: API Gateway gives it a Content-Type, and Prism reads a JSON body where there is none.
const models = await api.listModels({ ...caller, headers: { "If-None-Match": '"other"' } });
assert.ok(models.data.data.length > 0);
await api.getCallerAccount(caller);
const verified = await api.verifyKey({ ...caller, query: { cost: 1, scope: "models:read" } });
assert.equal(verified.data.key_id, issued.id);
await refused(401, api.listModels({ ...as(operatorToken), ...mayFail }));
await refused(401, api.listAccounts({ ...as(issued.key), ...mayFail }));

const path = { ...account, id: issued.id };
await api.getKey({ ...operator, path, query: { include: "usage" } });
await api.listKeys({ ...operator, path: account, query: { is_active: true, include: "usage" } });
await api.updateKey({ ...operator, path, body: { is_active: false } });
const paused = await api.explainKey({ ...operator, path });
assert.equal(paused.data.verdict, "invalid");
await api.updateKey({ ...operator, path, body: { is_active: true, expires_at: null } });
await api.listModels(caller);
await api.listModels(caller);
await refused(429, api.listModels({ ...caller, ...mayFail }));
const limited = await api.explainKey({ ...operator, path });
assert.equal(limited.data.verdict, "limited");

const rotation = { path, headers: once(), body: { grace_period_seconds: 60 } };
await api.rotateKey({ ...operator, ...rotation });
await api.rotateKey({ ...operator, ...rotation });
const sha256 = `${randomUUID()}${randomUUID()}`.replaceAll("-", "");
const imported = { path: account, body: { name: "Imported", sha256 } };
await api.importKey({ ...operator, ...imported, query: { dry_run: true } });
await api.importKey({ ...operator, ...imported });
await api.importKey({ ...operator, ...imported });

await api.putAccount({ ...operator, path: account, body: { plan: "pro" } });
await refused(403, api.getCallerAccount({ ...caller, ...mayFail }));
await api.revokeKey({ ...operator, path });
await refused(409, api.rotateKey({ ...operator, path, ...mayFail }));
await refused(404, api.getKey({ ...operator, path: { ...account, id: "00000000" }, ...mayFail }));
await api.listEvents({ ...operator, path: account, query: { limit: 100 } });
await api.listAllEvents({ ...operator, query: { limit: 100 } });
await api.findKey({ ...operator, path: { id_or_prefix: issued.key_prefix } });
await api.getHealth(operator);
const requestId = models.response.headers.get("x-amzn-requestid") ?? "";
await api.getRequest({ ...operator, path: { request_id: requestId } });
const lost = await api.createKey({ ...operator, path: account, body: { name: "Lost" } });
assert("key" in lost.data && typeof lost.data.key === "string");
await api.reportLeak({ ...operator, body: { key: lost.data.key } });
await api.getOpenApi(operator);

process.stdout.write(JSON.stringify(exchanges));

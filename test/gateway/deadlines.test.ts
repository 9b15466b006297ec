import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { noTrouble, type SlowProxy, startSlowProxy } from "../support/slow-proxy.ts";
import { callModels, type JsonAnswer, manage, newAccount, newKeyOf } from "./support/operator.ts";

/*
 * How long callers wait while the table is in trouble for good. Functions answer within 2 s and 5 s;
 * the bounds here leave time for a busy machine, and are below what callers waited once.
 * Reach: a local run, behind a proxy before its database.
 */

const publicMs = 3_500;
const managementMs = 6_500;

let database: RunningLatchkey;
let proxy: SlowProxy;
let latchkey: RunningLatchkey;
let accountId: string;
let key: string;

beforeAll(async () => {
  database = await startLocal({ port: 0 });
  proxy = await startSlowProxy(database.dynamodbEndpoint);
  latchkey = await startLocal({ port: 0, dynamodbEndpoint: proxy.url });
  accountId = await newAccount(latchkey, "agency");
  ({ key } = await newKeyOf(latchkey, accountId));
  await callModels(latchkey, key);
});

afterAll(async () => {
  await latchkey.stop();
  await proxy.close();
  await database.stop();
});

const readsOfTheEndpoint = new Set(["GetItem", "Query", "BatchGetItem"]);
const everything = new Set([...readsOfTheEndpoint, "UpdateItem", "TransactWriteItems"]);

async function timed(call: () => Promise<JsonAnswer>) {
  const startedAt = performance.now();
  const { status, json } = await call();
  return { status, code: json.code, ms: performance.now() - startedAt };
}

const callAccount = () =>
  fetch(`${latchkey.url}/api/v1/account`, { headers: { authorization: `Bearer ${key}` } });

it.each<[string, Partial<SlowProxy>]>([
  ["throttles everything", { throttles: true }],
  ["answers nothing", { unanswered: everything }],
  ["takes 1.9 s for everything", { delayMs: 1_900 }],
])("nobody waits long for a table that %s", async (_, trouble) => {
  Object.assign(proxy, trouble);
  const [models, read, change] = await Promise.all([
    timed(() => callModels(latchkey, key)),
    timed(() => manage(latchkey, "GET", `/accounts/${accountId}`)),
    timed(() => manage(latchkey, "PUT", `/accounts/${accountId}`, { plan: "master" })),
  ]);
  Object.assign(proxy, noTrouble);
  expect([models.status, read.status, change.status]).toEqual([503, 503, 503]);
  expect([read.code, change.code]).toEqual(["unavailable", "unavailable"]);
  expect(models.ms).toBeLessThan(publicMs);
  expect(read.ms).toBeLessThan(managementMs);
  expect(change.ms).toBeLessThan(managementMs);
  expect((await callModels(latchkey, key)).status).toBe(200);
});

it("nobody waits long for an endpoint whose reads are not answered", async () => {
  expect((await callAccount()).status).toBe(200);
  Object.assign(proxy, { unanswered: readsOfTheEndpoint });
  const startedAt = performance.now();
  const answer = await callAccount();
  const ms = performance.now() - startedAt;
  Object.assign(proxy, noTrouble);
  expect(answer.status).toBe(503);
  expect(ms).toBeLessThan(publicMs);
  expect((await callAccount()).status).toBe(200);
});

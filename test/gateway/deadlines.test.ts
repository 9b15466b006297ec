import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { eventually } from "../browser/support/eventually.ts";
import { noTrouble, type SlowProxy, startSlowProxy } from "../support/slow-proxy.ts";
import { callModels, type JsonResponse, manage, newAccount, newKeyOf } from "./support/operator.ts";

/*
 * How long callers wait while the table is in trouble for good. Functions answer within 2 s and 5 s;
 * the bounds here are below what callers waited once. The shortest of several waits counts: what else
 * the machine does adds to a wait, and takes nothing off.
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

async function timed(call: () => Promise<JsonResponse>) {
  const startedAt = performance.now();
  const { status, json } = await call();
  return { status, code: json.code, ms: performance.now() - startedAt };
}

const callAccount = () =>
  fetch(`${latchkey.url}/api/v1/account`, { headers: { authorization: `Bearer ${key}` } });

const rounds = 6;

/** The shortest of several waits of each kind; there are no more of them once all are short enough. */
async function shortestOf(
  mostMs: readonly number[],
  waits: () => Promise<readonly number[]>,
): Promise<readonly number[]> {
  let shortest = await waits();
  for (let round = 1; round < rounds; round++) {
    if (shortest.every((ms, kind) => ms < (mostMs[kind] ?? 0))) break;
    const further = await waits();
    shortest = shortest.map((ms, kind) => Math.min(ms, further[kind] ?? ms));
  }
  return shortest;
}

it.each<[string, Partial<SlowProxy>]>([
  ["throttles everything", { throttles: true }],
  ["answers nothing", { unanswered: everything }],
  ["takes 1.9 s for everything", { delayMs: 1_900 }],
])("nobody waits long for a table that %s", async (_, trouble) => {
  const [models = 0, read = 0, change = 0] = await shortestOf(
    [publicMs, managementMs, managementMs],
    async () => {
      Object.assign(proxy, trouble);
      const [models, read, change] = await Promise.all([
        timed(() => callModels(latchkey, key)),
        timed(() => manage(latchkey, "GET", `/accounts/${accountId}`)),
        timed(() => manage(latchkey, "PUT", `/accounts/${accountId}`, { plan: "master" })),
      ]);
      Object.assign(proxy, noTrouble);
      expect([models.status, read.status, change.status]).toEqual([503, 503, 503]);
      expect([read.code, change.code]).toEqual(["unavailable", "unavailable"]);
      return [models.ms, read.ms, change.ms];
    },
  );
  expect(models).toBeLessThan(publicMs);
  expect(read).toBeLessThan(managementMs);
  expect(change).toBeLessThan(managementMs);
  await eventually(async () => expect((await callModels(latchkey, key)).status).toBe(200));
});

it("nobody waits long for an endpoint whose reads are not answered", async () => {
  await eventually(async () => expect((await callAccount()).status).toBe(200));
  const [ms = 0] = await shortestOf([publicMs], async () => {
    Object.assign(proxy, { unanswered: readsOfTheEndpoint });
    const startedAt = performance.now();
    const answer = await callAccount();
    const ms = performance.now() - startedAt;
    Object.assign(proxy, noTrouble);
    expect(answer.status).toBe(503);
    return [ms];
  });
  expect(ms).toBeLessThan(publicMs);
  await eventually(async () => expect((await callAccount()).status).toBe(200));
});

import { setTimeout as passing } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from "@jest/globals";
import { accountFaults } from "../support/account-faults.ts";
import { newKeyring } from "../support/keys.ts";
import { type Answer, ManagementOnTable } from "../support/management-on-table.ts";
import { noTrouble, type SlowProxy, startSlowProxy } from "../support/slow-proxy.ts";
import { startTable, type TestTable } from "../support/table.ts";

/*
 * What becomes of a change when its time is up. Reach: the embedded database on 127.0.0.1, behind a
 * slow HTTP proxy of this test's own; the use cases and the key check, no gateway.
 */

const keyring = newKeyring();
let table: TestTable;
let proxy: SlowProxy;
let client: DynamoDBDocumentClient;
let house: ManagementOnTable;
let accountId: string;

beforeAll(async () => {
  table = await startTable();
  proxy = await startSlowProxy(table.endpoint);
  client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: proxy.url,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    }),
  );
});

afterAll(async () => {
  client.destroy();
  await proxy.close();
  await table.stop();
});

beforeEach(async () => {
  jest.spyOn(console, "error").mockImplementation(() => {});
  house = new ManagementOnTable({ ...table, client }, keyring);
  accountId = await house.newAccount();
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** Makes calls that have this much time, while something is wrong with the table. */
async function inTrouble<T>(budgetMs: number, trouble: Partial<SlowProxy>, calls: () => T) {
  Object.assign(proxy, trouble);
  const whole = house.budgetMs;
  house.budgetMs = budgetMs;
  try {
    return await calls();
  } finally {
    house.budgetMs = whole;
    Object.assign(proxy, noTrouble);
  }
}

it("a change that was answered 503 goes no further and overwrites nothing", async () => {
  const { id, key } = await house.newKey(accountId);
  const call = { accountId, keyId: id };
  const answers = await inTrouble(400, { delayMs: 150, hasConflicts: true }, () =>
    Promise.all([
      house.call("updateKey", { ...call, body: { rate_limit_per_minute: 1 } }),
      house.call("rotateKey", call),
    ]),
  );
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 503, body: { code: "unavailable" } });
  }
  expect(proxy.operations).toContain("TransactWriteItems");
  const limit = { rate_limit_per_minute: 500 };
  const updated = await house.call("updateKey", { ...call, body: limit });
  expect(updated).toMatchObject({ status: 200, body: limit });
  const sent = proxy.operations.length;
  // Longer than any pause between attempts.
  await passing(500);
  expect(proxy.operations.length).toBe(sent);
  expect((await house.call("getKey", call)).body).toMatchObject(limit);
  expect(await house.container()(key)).toMatchObject({ kind: "admitted", quota: { limit: 500 } });
});

it("a change whose answer does not come in time is said to be uncertain, and can be repeated", async () => {
  const { id, key } = await house.newKey(accountId);
  const repeatable = { accountId, headers: { "Idempotency-Key": "once" } };
  const calls: [Parameters<ManagementOnTable["call"]>[0], object][] = [
    ["createKey", { body: { name: "Second" } }],
    ["rotateKey", { keyId: id, headers: { "Idempotency-Key": "twice" } }],
  ];
  for (const [name, parts] of calls) {
    const call = { ...repeatable, ...parts };
    // Later than the change before, as requests are: else the first attempt is not the one that counts.
    house.nowEpochMs += 1_000;
    const unanswered = new Set(["TransactWriteItems"]);
    const answer = await inTrouble(300, { unanswered }, () => house.call(name, call));
    expect(answer).toMatchObject({ status: 503, body: { code: "outcome_unknown" } });
    const repeated = await house.call(name, call);
    expect(repeated.status).toBe(200);
    expect(repeated.headers).toMatchObject({ "Idempotency-Replayed": "true" });
  }
  expect(await house.container()(key)).toEqual({ kind: "invalid" });
  expect(await accountFaults(table, accountId)).toEqual([]);
});

it("a change for which there is no time is not begun", async () => {
  const { id } = await house.newKey(accountId);
  const call = { accountId, keyId: id, body: { name: "Late" } };
  const answer = await inTrouble(120, { delayMs: 100 }, () => house.call("updateKey", call));
  expect(answer).toMatchObject({ status: 503, body: { code: "unavailable" } });
  expect((await house.call("getKey", call)).body).toMatchObject({ name: "Test" });
});

it("a frozen table is answered at the deadline, with nothing left on the line", async () => {
  const startedAt = performance.now();
  const unanswered = new Set(["GetItem", "Query", "BatchGetItem"]);
  const answers: Answer[] = await inTrouble(200, { unanswered }, () =>
    Promise.all([
      house.call("getAccount", { accountId }),
      house.call("listKeys", { accountId }),
      house.call("putAccount", { accountId, body: { plan: "pro" } }),
    ]),
  );
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  // Far less than one attempt may take.
  expect(performance.now() - startedAt).toBeLessThan(900);
  const sent = proxy.operations.length;
  expect((await house.call("getAccount", { accountId })).status).toBe(200);
  expect(proxy.operations.length).toBe(sent + 1);
});

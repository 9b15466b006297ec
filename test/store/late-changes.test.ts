import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from "@jest/globals";
import { accountFaults } from "../support/account-faults.ts";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable, type ManagementResponse } from "../support/management-on-table.ts";
import { noTrouble, type SlowProxy, startSlowProxy } from "../support/slow-proxy.ts";
import { startTable, type TestTable } from "../support/table.ts";

/*
 * What becomes of a change when its time is up. Reach: the embedded database on 127.0.0.1, behind a
 * slow HTTP proxy of this test's own; the use cases and the key check, no gateway.
 *
 * Time stands still while anything is under way, and passes only where all wait for it: however long
 * the machine takes for the rest, it is no part of a call's time.
 */

const keyring = newKeyring();
let table: TestTable;
let proxy: SlowProxy;
let client: DynamoDBDocumentClient;
/** Requests to the table that have no answer yet. */
let unansweredCalls = 0;
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
  client.middlewareStack.add(
    (next) => async (args) => {
      unansweredCalls++;
      try {
        return await next(args);
      } finally {
        unansweredCalls--;
      }
    },
    { step: "initialize" },
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
async function inTrouble<T>(
  budgetMs: number,
  trouble: Partial<SlowProxy>,
  calls: () => Promise<T>,
): Promise<T> {
  Object.assign(proxy, trouble);
  const whole = house.budgetMs;
  house.budgetMs = budgetMs;
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
  try {
    let isOver = false;
    const answers = calls().finally(() => {
      isOver = true;
    });
    while (!isOver) {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (unansweredCalls === proxy.held.size) await jest.advanceTimersByTimeAsync(5);
    }
    return await answers;
  } finally {
    jest.useRealTimers();
    house.budgetMs = whole;
    Object.assign(proxy, noTrouble);
  }
}

/** So much time in which nobody waits for anything. */
async function pass(ms: number): Promise<void> {
  await inTrouble(house.budgetMs, noTrouble, async () => {
    await new Promise((resolve) => setTimeout(resolve, ms));
  });
}

it("a change that was answered 503 goes no further and overwrites nothing", async () => {
  const { id, key } = await house.newKey(accountId);
  const call = { accountId, keyId: id };
  const answers = await inTrouble(1_000, { delayMs: 150, hasConflicts: true }, () =>
    Promise.all([
      house.call("updateKey", { ...call, body: { rate_limit_per_minute: 1 } }),
      house.call("rotateKey", call),
    ]),
  );
  for (const answer of answers) {
    expect(answer.status).toBe(503);
    // Whether a transaction was under way when the time was up.
    expect(["unavailable", "outcome_unknown"]).toContain(answer.body.code);
  }
  expect(proxy.operations).toContain("TransactWriteItems");
  const limit = { rate_limit_per_minute: 500 };
  const updated = await house.call("updateKey", { ...call, body: limit });
  expect(updated).toMatchObject({ status: 200, body: limit });
  const sent = proxy.operations.length;
  // Longer than any pause between attempts.
  await pass(500);
  expect(proxy.operations.length).toBe(sent);
  expect((await house.call("getKey", call)).body).toMatchObject(limit);
  expect(await house.container()(key)).toMatchObject({
    kind: "admitted",
    allowance: { limit: 500 },
  });
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
    const answer = await inTrouble(1_000, { unanswered }, () => house.call(name, call));
    expect(answer).toMatchObject({ status: 503, body: { code: "outcome_unknown" } });
    const repeated = await house.call(name, call);
    expect(repeated.status).toBe(200);
    expect(repeated.headers).toMatchObject({ "Idempotency-Replayed": "true" });
  }
  expect(await house.container()(key)).toMatchObject({ kind: "invalid" });
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
  const unanswered = new Set(["GetItem", "Query", "BatchGetItem"]);
  let tookMs = 0;
  const answers: ManagementResponse[] = await inTrouble(200, { unanswered }, async () => {
    const startedAt = performance.now();
    const answered = await Promise.all([
      house.call("getAccount", { accountId }),
      house.call("listKeys", { accountId }),
      house.call("putAccount", { accountId, body: { plan: "pro" } }),
    ]);
    tookMs = performance.now() - startedAt;
    return answered;
  });
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  // Far less than one attempt may take.
  expect(tookMs).toBeLessThan(300);
  const sent = proxy.operations.length;
  expect((await house.call("getAccount", { accountId })).status).toBe(200);
  expect(proxy.operations.length).toBe(sent + 1);
});

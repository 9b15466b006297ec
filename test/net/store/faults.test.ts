import { createHash, randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from "@jest/globals";
import * as budgets from "../../../core/time/budgets.ts";
import { accountFaults } from "../../support/account-faults.ts";
import { TestClock } from "../../support/deadlines.ts";
import { type Fault, type FaultyDynamoDb, faultyDynamoDb } from "../../support/faulty-dynamodb.ts";
import { newKeyring } from "../../support/keys.ts";
import {
  type Call,
  ManagementOnTable,
  type ManagementResponse,
} from "../../support/management-on-table.ts";
import { startTable, type TestTable } from "../../support/table.ts";

/*
 * Every fault at every request that a change sends to the table, before its effect and after it.
 * Reach: DynamoDB Local on 127.0.0.1, through the SDK's own client and its retries.
 */

const keyring = newKeyring();
let table: TestTable;
let faulty: FaultyDynamoDb;
let house: ManagementOnTable;
let accountId: string;

beforeAll(async () => {
  table = await startTable();
});

afterAll(async () => {
  await table.stop();
});

beforeEach(() => {
  // The faults that are logged are the tests' own.
  jest.spyOn(console, "error").mockImplementation(() => {});
  // No jitter means no pause between attempts.
  jest.spyOn(Math, "random").mockReturnValue(0);
});

afterEach(() => {
  jest.restoreAllMocks();
});

type UseCase = Parameters<ManagementOnTable["call"]>[0];

interface Change {
  readonly useCase: UseCase;
  /** Its action in the audit trail. */
  readonly action: string;
  /** The requests that it sends where nothing goes wrong. */
  readonly operations: readonly string[];
  /** Prepares an account, and says what to call. */
  readonly prepare: () => Promise<Call>;
}

/** What a client does that wants to be able to send a request again. */
const repeatable = { headers: { "Idempotency-Key": "once" } };

async function givenAccount(): Promise<Call> {
  await house.call("putAccount", { accountId, body: { plan: "agency" } });
  return { accountId };
}

async function givenKey(): Promise<Call> {
  await givenAccount();
  const { body } = await house.call("createKey", { accountId, body: { name: "Test" } });
  return { accountId, keyId: body.id };
}

const changes: Record<string, Change> = {
  "a new key": {
    useCase: "createKey",
    action: "key.created",
    operations: ["GetItem", "GetItem", "TransactWriteItems"],
    prepare: async () => ({ ...(await givenAccount()), ...repeatable, body: { name: "Test" } }),
  },
  "a user's first key, with the account": {
    useCase: "createKey",
    action: "key.created",
    operations: ["GetItem", "GetItem", "TransactWriteItems"],
    prepare: async () => ({ accountId, user: accountId, ...repeatable, body: { name: "Test" } }),
  },
  "a rotation": {
    useCase: "rotateKey",
    action: "key.rotated",
    operations: ["GetItem", "GetItem", "GetItem", "TransactWriteItems"],
    prepare: async () => ({
      ...(await givenKey()),
      ...repeatable,
      body: { grace_period_seconds: 60 },
    }),
  },
  "a pause with a new name": {
    useCase: "updateKey",
    action: "key.updated",
    operations: ["GetItem", "GetItem", "TransactWriteItems"],
    prepare: async () => ({ ...(await givenKey()), body: { is_active: false, name: "Other" } }),
  },
  "a revocation": {
    useCase: "revokeKey",
    action: "key.revoked",
    operations: ["GetItem", "GetItem", "TransactWriteItems"],
    prepare: givenKey,
  },
  "a new account": {
    useCase: "putAccount",
    action: "account.created",
    operations: ["GetItem", "TransactWriteItems"],
    prepare: async () => ({ accountId, body: { plan: "agency" } }),
  },
  "a new plan for an account with keys": {
    useCase: "putAccount",
    action: "account.updated",
    operations: ["GetItem", "TransactWriteItems"],
    prepare: async () => {
      await givenKey();
      await house.call("createKey", { accountId, body: { name: "Another" } });
      return { accountId, body: { plan: "pro" } };
    },
  },
  "an import": {
    useCase: "importKey",
    action: "key.imported",
    operations: ["GetItem", "GetItem", "GetItem", "TransactWriteItems"],
    prepare: async () => {
      const sha256 = createHash("sha256").update(randomBytes(20)).digest("hex");
      return { ...(await givenAccount()), body: { sha256, name: "Old key" } };
    },
  },
};

const sites = Object.entries(changes).flatMap(([name, change]) =>
  change.operations.map((operation, site) => ({ name, change, operation, site })),
);
type Site = (typeof sites)[number];

function at(places: readonly Site[], ...faults: readonly Fault[]) {
  return places.flatMap((place) => faults.map((fault) => ({ ...place, fault })));
}

const writes = sites.filter(({ operation }) => operation === "TransactWriteItems");
/** A read has no effect, so that it matters not whether its answer or the request is lost. */
const faultsOfWrites = at(writes, "conflict", "item-throttled", "lost-answer", "timed-out");
const faults = [...at(sites, "throttled", "internal-error", "refused"), ...faultsOfWrites];

async function prepare(change: Change): Promise<Call> {
  accountId = `acct_${randomBytes(6).toString("hex")}`;
  faulty = faultyDynamoDb(table.endpoint);
  house = new ManagementOnTable({ ...table, client: faulty.client }, keyring);
  const call = await change.prepare();
  // Later than what was prepared, as requests are.
  house.nowEpochMs += 1_000;
  return call;
}

function isCancellation(fault: Fault): boolean {
  return fault === "conflict" || fault === "item-throttled";
}

function isWrite(site: number): boolean {
  return faulty.operations[site] === "TransactWriteItems";
}

async function describedTimesOf(action: string): Promise<number> {
  const trail = await house.call("listEvents", { accountId, query: { limit: "100" } });
  if (trail.status === 404) return 0;
  const told: { action: string }[] = trail.body.data;
  return told.filter((event) => event.action === action).length;
}

/** Nothing is half done, and this change was made exactly so many times. */
async function expectMade(action: string, times: number): Promise<void> {
  faulty.arm(() => undefined);
  expect(await accountFaults(table, accountId)).toEqual([]);
  expect(await describedTimesOf(action)).toBe(times);
}

function expectUnavailable(
  answer: ManagementResponse,
  code: "unavailable" | "outcome_unknown",
): void {
  expect(answer).toMatchObject({
    status: 503,
    headers: { "Retry-After": "1", "Content-Type": "application/json" },
    body: { code },
  });
}

/** A call while a fault lasts: it takes its time, which passes at once on a clock of the test's. */
async function callInVain(useCase: UseCase, call: Call): Promise<ManagementResponse> {
  const clock = new TestClock();
  jest.spyOn(Math, "random").mockReturnValue(0.5);
  Object.assign(house, { clock, budgetMs: budgets.managementMs });
  const answer = await house.call(useCase, call);
  expect(clock.nowMs).toBeGreaterThan(budgets.managementMs / 2);
  expect(clock.nowMs).toBeLessThanOrEqual(budgets.managementMs);
  Object.assign(house, { clock: undefined, budgetMs: 30_000 });
  return answer;
}

/** Every line of a table of tests in one, which counts them all and names the first that fails. */
async function forEach(
  cases: readonly (Site & { fault: Fault })[],
  run: (one: Site & { fault: Fault }) => Promise<void>,
): Promise<void> {
  for (const one of cases) {
    try {
      await run(one);
    } catch (error) {
      const { name, operation, site, fault } = one;
      throw new Error(`${name}: ${fault} at request ${site}, ${operation}`, { cause: error });
    }
  }
}

it.each(Object.entries(changes))("%s sends the requests that faults are put to", async (_, it) => {
  const call = await prepare(it);
  faulty.arm(() => undefined);
  const answer = await house.call(it.useCase, call);
  expect([200, 201]).toContain(answer.status);
  expect(faulty.operations).toEqual(it.operations);
  await expectMade(it.action, 1);
});

it.each([
  [1, [...at(sites, "throttled"), ...faultsOfWrites]],
  [3, [...at(sites, "throttled", "refused"), ...faultsOfWrites]],
])("a fault that passes after %d attempts is not noticed", async (attempts, cases) => {
  await forEach(cases, async ({ change, site, fault }) => {
    const call = await prepare(change);
    let cancellationsLeft = attempts;
    faulty.arm((at, attempt) => {
      // The SDK leaves these to its caller, who reads again: each attempt is a site of its own.
      if (isCancellation(fault)) {
        return isWrite(at) && cancellationsLeft-- > 0 ? fault : undefined;
      }
      return at === site && attempt < attempts ? fault : undefined;
    });
    const answer = await house.call(change.useCase, call);
    expect([200, 201]).toContain(answer.status);
    expect(answer.headers).not.toHaveProperty("Idempotency-Replayed");
    await expectMade(change.action, 1);
  });
});

it("a lasting fault is 503, and the request sent again when it is over is done once", async () => {
  await forEach(faults, async ({ change, site, operation, fault }) => {
    const call = await prepare(change);
    faulty.arm((at) => ((isCancellation(fault) ? isWrite(at) : at >= site) ? fault : undefined));
    const hasEffect = fault === "lost-answer" || fault === "timed-out";
    const isDone = hasEffect && operation === "TransactWriteItems";
    const mayBeDone = isDone || (fault === "internal-error" && operation === "TransactWriteItems");
    const answerInVain = await callInVain(change.useCase, call);
    expectUnavailable(answerInVain, mayBeDone ? "outcome_unknown" : "unavailable");
    await expectMade(change.action, isDone ? 1 : 0);

    const answer = await house.call(change.useCase, call);
    expect([200, 201]).toContain(answer.status);
    expect("Idempotency-Replayed" in answer.headers).toBe(isDone && "headers" in call);
    await expectMade(change.action, 1);
  });
});

it("a fault that takes each second request is only a delay", async () => {
  for (const change of Object.values(changes)) {
    const call = await prepare(change);
    let requests = 0;
    faulty.arm(() => (requests++ % 2 === 0 ? "throttled" : undefined));
    const answer = await house.call(change.useCase, call);
    expect([200, 201]).toContain(answer.status);
    await expectMade(change.action, 1);
  }
});

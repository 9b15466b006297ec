import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { seededRandom } from "../../bench/harness/random.ts";
import { accountFaults } from "../support/account-faults.ts";
import { History, type KeyState, startCallers } from "../support/history.ts";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable } from "../support/management-on-table.ts";
import { startTable, type TestTable } from "../support/table.ts";
import type { Asked } from "../support/verifier.ts";

/*
 * Uses of a key by several containers while what it may do is changed, recorded and judged afterwards.
 * Reach: the embedded database on 127.0.0.1; the use cases and the key check, no HTTP.
 */

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});

afterAll(async () => {
  await table.stop();
});

const containerCount = 4;
const callersEach = 4;
const changeCount = 50;
const usesPerChange = 40;
const addresses = ["203.0.113.7", "2001:db8::7"];
/** Each differs from the others in what can be held against it. */
const requests: readonly Asked[] = [
  { scope: "models:read", address: "203.0.113.7" },
  { scope: "account:read", address: "2001:db8::7" },
  { address: "198.51.100.1" },
  { scope: "models:read", address: "203.0.113.7", cost: 3 },
];
const greatQuota = 10 ** 9;

interface Change {
  readonly what: string;
  readonly of: "key" | "account";
  readonly body: object;
  readonly state: Partial<KeyState>;
}

const ofKey = (what: string, body: object, state: Partial<KeyState>): Change => ({
  what,
  of: "key",
  body,
  state,
});
const total = (quota: number, isUsedUp: boolean) =>
  ofKey(`a quota of ${quota}`, { quotas: { total: quota } }, { total: { quota, isUsedUp } });

/** Changes of each kind, by the number of the change, so that no two set the same. */
const kinds: readonly ((index: number) => Change)[] = [
  () => ofKey("one scope", { scopes: ["models:read"] }, { scopes: ["models:read"] }),
  () => ofKey("the other scope", { scopes: ["account:read"] }, { scopes: ["account:read"] }),
  () => ofKey("every scope", { scopes: null }, { scopes: undefined }),
  () =>
    ofKey("one address", { allowed_ips: addresses.slice(1) }, { addresses: [addresses[1] ?? ""] }),
  () => ofKey("two addresses", { allowed_ips: addresses }, { addresses }),
  () => ofKey("every address", { allowed_ips: null }, { addresses: undefined }),
  (index) => total(greatQuota + index, false),
  () => total(2, true),
  () => ofKey("a pause", { is_active: false }, { isActive: false }),
  () => ofKey("an end of the pause", { is_active: true }, { isActive: true }),
  (index) => ofKey("a limit", { rate_limit_per_minute: 9_000 + index }, { limit: 9_000 + index }),
  () => ({
    what: "a suspension",
    of: "account",
    body: { is_suspended: true },
    state: { isSuspended: true },
  }),
  () => ({
    what: "an end of the suspension",
    of: "account",
    body: { is_suspended: false },
    state: { isSuspended: false },
  }),
];

/** What gives the key back all that it may be used for. */
const allowAll = [2, 5, 6, 9, 12];

it("judges each of 2,000 uses around 50 changes by the state since the change's answer", async () => {
  const random = seededRandom(12);
  const house = new ManagementOnTable(table, newKeyring());
  const accountId = await house.newAccount("agency");
  const fields = { rate_limit_per_minute: 9_000, quotas: { total: greatQuota } };
  const { id: keyId, key } = await house.newKey(accountId, fields);
  const history = new History({
    isActive: true,
    isRevoked: false,
    isExpired: false,
    isEligible: true,
    limit: 9_000,
    total: { quota: greatQuota, isUsedUp: false },
    tokens: [key],
  });
  const containers = Array.from({ length: containerCount }, () => house.container());
  const callers = startCallers(history, containers, callersEach, (verify, turn) =>
    history.use(verify, key, requests[turn % requests.length]),
  );
  try {
    for (let index = 0; index < changeCount; index++) {
      await callers.pass(usesPerChange);
      // Two of three lift something, so that most uses come to the rules.
      const kind =
        index % 3 === 0
          ? Math.floor(random() * kinds.length)
          : (allowAll[Math.floor(random() * allowAll.length)] ?? 0);
      const change = kinds[kind]?.(index);
      if (!change) throw new Error("there is no such change");
      await history.change(change.what, async () => {
        const { status } =
          change.of === "key"
            ? await house.call("updateKey", { accountId, keyId, body: change.body })
            : await house.call("putAccount", { accountId, body: change.body });
        expect(status).toBe(200);
        return change.state;
      });
      if (index % 5 === 4) house.nowEpochMs += 20_000;
    }
    await callers.pass(usesPerChange);
  } finally {
    await callers.stop();
  }

  expect(history.faults()).toEqual([]);
  expect(history.useCount).toBeGreaterThanOrEqual(changeCount * usesPerChange);
  expect(history.admittedCount).toBeGreaterThan(changeCount);
  const record = (await table.readKey(keyId))?.record;
  expect(record?.totalRequests).toBe(history.admittedCount);
  expect(await accountFaults(table, accountId)).toEqual([]);
});

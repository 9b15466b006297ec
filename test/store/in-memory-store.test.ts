import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Plan } from "../../core/account/plan.ts";
import { createAccounts } from "../../core/store/accounts.ts";
import { createListEvents } from "../../core/store/events.ts";
import { createListKeys } from "../../core/store/key-list.ts";
import { createKeys } from "../../core/store/keys.ts";
import { createTableClient } from "../../core/store/table-client.ts";
import { ample } from "../support/deadlines.ts";
import { InMemoryStore } from "../support/in-memory-store.ts";
import { startTable, type TestTable } from "../support/table.ts";
import { type Store, StoreDriver } from "./support/store-driver.ts";

/*
 * The store in memory, which unit tests use, and the real one pass the same tests. What the
 * authorizer asks of both is compared in admit.test.ts.
 *
 * Reach: the embedded database on 127.0.0.1.
 */

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});

afterAll(async () => {
  await table.stop();
});

const start = 1_800_000_000_000;
const dayMs = 86_400_000;

/** Both stores, and the clock that they share. */
class Clock {
  nowEpochMs = start;

  real(): Store {
    const now = () => this.nowEpochMs;
    const options = { attemptTimeoutMs: 60_000, random: Math.random };
    const client = createTableClient(table.client, ample, options);
    const accounts = createAccounts(client, table.name, now);
    return {
      accounts,
      keys: createKeys(client, table.name, accounts, now),
      listKeys: createListKeys(client, table.name),
      listEvents: createListEvents(client, table.name),
    };
  }

  inMemory(): Store {
    const store = new InMemoryStore();
    Object.defineProperty(store, "nowEpochMs", { get: () => this.nowEpochMs });
    return store;
  }
}

const newId = () => randomBytes(4).toString("hex");

describe.each(["inMemory", "real"] as const)("the store (%s)", (kind) => {
  let clock: Clock;
  let driver: StoreDriver;
  let account: string;

  beforeEach(() => {
    clock = new Clock();
    driver = new StoreDriver(clock[kind]());
    account = `acct_${newId()}`;
  });

  it("creates an account, changes it, and writes nothing without an event", async () => {
    expect(await driver.account(account)).toBeUndefined();
    expect(await driver.put(account, "pro")).toMatchObject({ isNew: true });
    expect(await driver.put(account, "agency", 3)).toMatchObject({ isNew: false });
    expect(await driver.put(account, "agency", 3)).toMatchObject({ isNew: false });
    expect(await driver.account(account)).toMatchObject({
      plan: "agency",
      maxActiveKeys: 3,
      version: 2,
      lastEventAtEpochMs: start + 1,
    });
    expect((await driver.events(account)).map(({ action }) => action)).toEqual([
      "account.updated",
      "account.created",
    ]);
  });

  it("takes a new plan to every key that is not revoked", async () => {
    await driver.put(account, "agency");
    const [live, revoked] = [newId(), newId()];
    for (const id of [live, revoked]) await driver.create(account, id);
    await driver.change(account, revoked, undefined);
    await driver.put(account, "free");
    expect(await driver.store.keys.find(live)).toMatchObject({ plan: "free", version: 1 });
    expect(await driver.store.keys.find(revoked)).toMatchObject({ plan: "agency" });
  });

  it("counts keys among the active ones until they are revoked, up to the cap", async () => {
    await driver.put(account, "agency", 1);
    const [first, second] = [newId(), newId()];
    expect(await driver.create(account, first)).toMatchObject({ kind: "created" });
    expect(await driver.account(account)).toMatchObject({ activeKeyIds: [first], version: 2 });
    expect(await driver.create(account, second)).toEqual({ kind: "cap-reached" });
    expect(await driver.create(account, first)).toMatchObject({ kind: "taken" });
    await driver.change(account, first, undefined);
    expect(await driver.account(account)).toMatchObject({ activeKeyIds: [], version: 3 });
    expect(await driver.create(account, second)).toMatchObject({ kind: "created" });
  });

  it("creates a key with its account only if the draft does", async () => {
    const id = newId();
    expect(await driver.create(account, id)).toEqual({ kind: "no-account" });
    expect(await driver.create(account, id, "", true)).toMatchObject({ kind: "created" });
    expect(await driver.account(account)).toMatchObject({
      activeKeyIds: [id],
      version: 1,
      lastEventAtEpochMs: start + 1,
    });
    expect(await driver.events(account)).toHaveLength(2);
  });

  it("says that an id is taken, whosever it is", async () => {
    const other = `acct_${newId()}`;
    for (const each of [account, other]) await driver.put(each, "agency");
    const id = newId();
    await driver.create(account, id);
    const taken = { kind: "taken", record: { accountId: account } };
    expect(await driver.create(other, id)).toMatchObject(taken);
    expect(await driver.account(other)).toMatchObject({ activeKeyIds: [] });
  });

  it("remembers a request for a day, and what it asked for", async () => {
    await driver.put(account, "agency", 1);
    const id = newId();
    await driver.create(account, id, "a:1");
    expect(await driver.create(account, newId(), "a:1")).toMatchObject({
      kind: "replayed",
      record: { id },
    });
    expect(await driver.create(account, newId(), "a:2")).toEqual({
      kind: "reused-idempotency-key",
    });
    expect(await driver.change(account, id, "New", "a:2")).toEqual({
      kind: "reused-idempotency-key",
    });
    clock.nowEpochMs += dayMs - 1;
    expect(await driver.change(account, id, "New", "a:1")).toMatchObject({ kind: "replayed" });
    clock.nowEpochMs += 1;
    expect(await driver.change(account, id, "New", "a:1")).toMatchObject({ kind: "changed" });
    expect(await driver.change(account, id, "Newer", "a:1")).toMatchObject({
      kind: "replayed",
      record: { name: "New" },
    });
  });

  it("takes a suspension to every key that is not revoked, and to those made meanwhile", async () => {
    await driver.put(account, "agency");
    const [one, revoked, born] = [newId(), newId(), newId()];
    await driver.create(account, one);
    await driver.create(account, revoked);
    await driver.change(account, revoked, undefined);
    await driver.put(account, "agency", 25, true);
    await driver.create(account, born);
    const suspended = async (id: string) => (await driver.store.keys.find(id))?.isSuspended;
    expect([await suspended(one), await suspended(revoked), await suspended(born)]).toEqual([
      true,
      false,
      true,
    ]);
    await driver.put(account, "agency");
    expect([await suspended(one), await suspended(born)]).toEqual([false, false]);
  });

  it("writes no account that is decided not to be", async () => {
    const undecided = await driver.store.accounts.put(account, () => undefined);
    expect([undecided, await driver.account(account)]).toEqual([undefined, undefined]);
  });

  it("changes a key of the account, and none of another", async () => {
    await driver.put(account, "agency");
    const id = newId();
    await driver.create(account, id);
    expect(await driver.change("acct_other", id, "New")).toEqual({ kind: "no-key" });
    expect(await driver.change(account, newId(), "New")).toEqual({ kind: "no-key" });
    await driver.change(account, id, "Test");
    expect(await driver.store.keys.get(account, id)).toMatchObject({ name: "Test", version: 1 });
    await driver.change(account, id, "New");
    expect(await driver.store.keys.get(account, id)).toMatchObject({ name: "New", version: 2 });
    expect(await driver.store.keys.get("acct_other", id)).toBeUndefined();
    expect(await driver.account(account)).toMatchObject({ version: 2 });
    expect(await driver.events(account)).toHaveLength(3);
  });

  it("keeps the events of an account in the order of its changes, whatever the clock says", async () => {
    await driver.put(account, "agency");
    const id = newId();
    clock.nowEpochMs -= 5_000;
    await driver.create(account, id);
    clock.nowEpochMs += 1_000;
    await driver.change(account, id, "New");
    const times = (await driver.events(account, 1)).map(({ atEpochMs }) => atEpochMs - start);
    expect(times).toEqual([2, 1, 0]);
  });

  it("lists keys newest first, at every page size, and by whether they are active", async () => {
    await driver.put(account, "agency");
    const ids = Array.from({ length: 5 }, newId);
    for (const id of ids) await driver.create(account, id);
    const [oldest = "", next = "", ...others] = ids;
    await driver.change(account, oldest, undefined);
    await driver.change(account, next, "Paused");
    for (const limit of [1, 2, 5, 100]) {
      expect(await driver.keyIds(account, undefined, limit)).toEqual(ids.toReversed());
      expect(await driver.keyIds(account, true, limit)).toEqual(others.toReversed());
      expect(await driver.keyIds(account, false, limit)).toEqual([next, oldest]);
    }
  });

  it("lists accounts by id, and goes on where a page ended", async () => {
    const ids = ["b", "a", "c"].map((letter) => `${account}_${letter}`);
    for (const id of ids) await driver.put(id, "pro");
    const after = `ACCOUNT#${account}`;
    const first = await driver.store.accounts.list({ limit: 2, after });
    expect(first.entries.map(({ id }) => id)).toEqual([`${account}_a`, `${account}_b`]);
    const second = await driver.store.accounts.list({ limit: 1, after: first.next });
    expect(second.entries.map(({ id }) => id)).toEqual([`${account}_c`]);
  });
});

const index = fc.integer({ min: 0, max: 2 });
const request = fc.constantFrom("", "", "a:1", "a:2", "b:1");
const step = fc.oneof(
  fc.record({
    kind: fc.constant("put" as const),
    plan: fc.constantFrom<Plan>("free", "agency"),
    most: fc.constantFrom(1, 2, 25),
    isSuspended: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("create" as const), key: index, request, isOwn: fc.boolean() }),
  fc.record({
    kind: fc.constant("change" as const),
    key: index,
    request,
    name: fc.constantFrom("Test", "New", undefined),
    quotas: fc.constantFrom(undefined, null, { day: 5 }, { day: 7, total: 10 ** 12 }),
  }),
  fc.record({
    kind: fc.constant("wait" as const),
    ms: fc.constantFrom(-3_000, 1, 1_500, dayMs),
  }),
);

it("the store in memory does what the real one does, whatever is asked of both", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(step, fc.boolean()), { minLength: 1, maxLength: 20 }),
      async (steps) => {
        const clock = new Clock();
        const drivers = [clock.inMemory(), clock.real()].map((store) => new StoreDriver(store));
        const [one, other] = [`acct_${newId()}`, `acct_${newId()}`];
        const keyIds = [0, 1, 2].map(newId);
        for (const [next, isOther] of steps) {
          const accountId = isOther ? other : one;
          const outcomes: unknown[] = [];
          if (next.kind === "wait") clock.nowEpochMs += next.ms;
          for (const driver of drivers) {
            const key = next.kind === "create" || next.kind === "change" ? next.key : 0;
            const keyId = keyIds[key] ?? "";
            if (next.kind === "put")
              await driver.put(accountId, next.plan, next.most, next.isSuspended);
            if (next.kind === "create") {
              outcomes.push(await driver.create(accountId, keyId, next.request, next.isOwn));
            }
            if (next.kind === "change") {
              outcomes.push(
                await driver.change(accountId, keyId, next.name, next.request, next.quotas),
              );
            }
          }
          expect(outcomes[0]).toEqual(outcomes[1]);
        }
        const [inMemory, real] = await Promise.all(
          drivers.map(async (driver) => ({
            accounts: [await driver.account(one), await driver.account(other)],
            keys: await Promise.all(keyIds.map((id) => driver.store.keys.find(id))),
            lists: [await driver.keyIds(one, undefined, 1), await driver.keyIds(other, true, 1)],
            events: [await driver.events(one), await driver.events(other)],
          })),
        );
        expect(inMemory).toEqual(real);
      },
    ),
    { numRuns: 40 },
  );
});

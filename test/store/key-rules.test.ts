import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createFindRulesNotice } from "../../core/store/rules-notice.ts";
import { authorizerCall } from "../support/authorizer-call.ts";
import { ample } from "../support/deadlines.ts";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable, type NewKey } from "../support/management-on-table.ts";
import { startTable, type TestTable } from "../support/table.ts";

/* Reach: the embedded database on 127.0.0.1; the use cases and the key check, no HTTP. */

const keyring = newKeyring();
let table: TestTable;
let house: ManagementOnTable;
let accountId: string;

beforeAll(async () => {
  table = await startTable();
});

afterAll(async () => {
  await table.stop();
});

beforeEach(async () => {
  house = new ManagementOnTable(table, keyring);
  accountId = await house.newAccount();
});

const middleware = "something happens first";

afterEach(() => {
  table.client.middlewareStack.remove(middleware);
});

/**
 * Lets something happen just before the next transaction, after what it is decided on was read, and
 * by a clock that is behind: so the order of events alone does not make the transaction fail.
 */
function beforeNextTransaction(act: () => Promise<unknown>): void {
  let isDone = false;
  house.nowEpochMs += 10_000;
  table.client.middlewareStack.add(
    (next) => async (args) => {
      if ("TransactItems" in args.input && !isDone) {
        isDone = true;
        house.nowEpochMs -= 5_000;
        await act();
        house.nowEpochMs += 5_000;
      }
      return next(args);
    },
    { step: "initialize", name: middleware },
  );
}

it("tells containers that start from now on that keys with rules are about", async () => {
  const fresh = await startTable();
  const other = new ManagementOnTable(fresh, keyring);
  const findNotice = createFindRulesNotice(fresh.name, authorizerCall(fresh.endpoint));
  const account = await other.newAccount();
  const { id } = await other.newKey(account, {});
  expect(await findNotice(ample)).toBe(false);
  for (const scopes of [[], null, ["models:read"]]) {
    await other.call("updateKey", { accountId: account, keyId: id, body: { scopes } });
    expect(await findNotice(ample)).toBe(true);
  }
  await fresh.stop();
});

async function update({ id }: NewKey, body: object) {
  const { status, body: key } = await house.call("updateKey", { accountId, keyId: id, body });
  expect(status).toBe(200);
  return key;
}

async function usage({ id }: NewKey) {
  const query = { include: "usage" };
  return (await house.call("getKey", { accountId, keyId: id, query })).body.usage.quotas;
}

async function suspend(is_suspended: boolean) {
  const { status } = await house.call("putAccount", { accountId, body: { is_suspended } });
  expect(status).toBe(200);
}

describe("rules of a key", () => {
  it("act on the next request of a container that knows the key", async () => {
    const key = await house.newKey(accountId);
    const verify = house.container();
    const asked = { scope: "models:read", address: "203.0.113.7" };
    const outcome = async () => {
      const verdict = await verify(key.key, asked);
      return "reason" in verdict ? verdict.reason : verdict.kind;
    };
    expect(await outcome()).toBe("admitted");
    const steps: [object, string][] = [
      [{ scopes: ["account:read"] }, "scope"],
      [{ scopes: ["models:read"], allowed_ips: ["203.0.113.0/30"] }, "address"],
      [{ allowed_ips: ["203.0.113.0/29"], quotas: { day: 1 } }, "admitted"],
      [{ name: "Other" }, "quota"],
      [{ quotas: { day: 2, month: 1 } }, "admitted"],
      [{ quotas: { month: 1 } }, "quota"],
      [{ scopes: null, allowed_ips: null, quotas: null }, "admitted"],
      [{ scopes: [] }, "scope"],
    ];
    for (const [change, expected] of steps) {
      await update(key, change);
      expect([change, await outcome()]).toEqual([change, expected]);
    }
  });

  it("come with a new key", async () => {
    const key = await house.newKey(accountId, { scopes: [], quotas: { total: 1 } });
    const verify = house.container();
    expect(await verify(key.key, { scope: "models:read" })).toMatchObject({ reason: "scope" });
    expect(await verify(key.key)).toMatchObject({ kind: "admitted" });
    expect(await verify(key.key)).toMatchObject({ kind: "limited", reason: "quota" });
  });

  it("lose no use that is counted while they are changed", async () => {
    const key = await house.newKey(accountId, { quotas: { day: 100, total: 100 } });
    const verify = house.container();
    await verify(key.key, { cost: 5 });
    beforeNextTransaction(() => verify(key.key, { cost: 7 }));
    await update(key, { quotas: { day: 50, month: 50 } });
    await verify(key.key, { cost: 1 });
    expect(await usage(key)).toEqual({
      day: { quota: 50, used: 13, remaining: 37, resets_at: "2027-01-16T00:00:00Z" },
      month: { quota: 50, used: 1, remaining: 49, resets_at: "2027-02-01T00:00:00Z" },
    });
  });

  it("count exactly what was admitted, with uses in flight around their changes", async () => {
    const key = await house.newKey(accountId, {
      rate_limit_per_minute: 10_000,
      quotas: { day: 90 },
    });
    const containers = [house.container(), house.container()];
    const uses = containers.map(async (verify) => {
      let units = 0;
      for (let use = 0; use < 40; use++) {
        const { kind } = await verify(key.key, { cost: 2 });
        if (kind === "admitted") units += 2;
      }
      return units;
    });
    for (let change = 0; change < 15; change++) {
      await update(key, {
        quotas: { day: 90 + (change % 2), month: change % 3 ? 1_000 : undefined },
      });
    }
    const units = (await Promise.all(uses)).reduce((sum, each) => sum + each, 0);
    const { day } = await usage(key);
    expect(day.used).toBe(units);
    expect(day.used).toBeLessThanOrEqual(91);
  });
});

describe("the suspension of an account", () => {
  it("refuses all of its keys on the next request, and they come back as they were", async () => {
    const [one, paused] = [await house.newKey(accountId), await house.newKey(accountId)];
    await update(paused, { is_active: false });
    const verify = house.container();
    expect(await verify(one.key)).toMatchObject({ kind: "admitted" });
    await suspend(true);
    expect(await verify(one.key)).toMatchObject({ kind: "forbidden", reason: "suspended" });
    expect(await verify(paused.key)).toMatchObject({ kind: "invalid" });
    await update(one, { name: "Other", rate_limit_per_minute: 5 });
    expect(await verify(one.key)).toMatchObject({ kind: "forbidden", reason: "suspended" });
    await suspend(false);
    expect(await verify(one.key)).toMatchObject({ kind: "admitted", allowance: { limit: 5 } });
    expect(await verify(paused.key)).toMatchObject({ kind: "invalid" });
  });

  it("goes with a new plan, and leaves it as it is if it is sent alone", async () => {
    const key = await house.newKey(accountId);
    const verify = house.container();
    await house.call("putAccount", { accountId, body: { plan: "pro", is_suspended: true } });
    expect(await verify(key.key)).toMatchObject({ reason: "suspended" });
    await suspend(false);
    expect(await verify(key.key)).toMatchObject({ reason: "plan" });
  });

  it.each([true, false])(
    "misses no key that is being created meanwhile (suspended: %j)",
    async (isSuspended) => {
      await suspend(!isSuspended);
      beforeNextTransaction(() => suspend(isSuspended));
      const key = await house.newKey(accountId);
      const expected = isSuspended ? { reason: "suspended" } : { kind: "admitted" };
      expect(await house.container()(key.key)).toMatchObject(expected);
    },
  );
});

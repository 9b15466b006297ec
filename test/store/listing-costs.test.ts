import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createAccounts } from "../../core/store/accounts.ts";
import { createReadKeysSince } from "../../core/store/key-list.ts";
import { createShowAccount } from "../../functions/public/show-account.ts";
import { contractConfig } from "../support/contract-config.ts";
import { ample } from "../support/deadlines.ts";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable } from "../support/management-on-table.ts";
import { proxyEvent } from "../support/proxy-event.ts";
import { startTable, type TestTable } from "../support/table.ts";
import { tableClient } from "../support/table-client.ts";

/*
 * What an account's listings read where most of its keys were revoked long ago.
 * Reach: the embedded database on 127.0.0.1, whose answers tell the capacity that they took.
 */

const dayMs = 86_400_000;
const revokedLongAgo = 40;
let table: TestTable;
let house: ManagementOnTable;
let accountId: string;
let readUnits = 0;

beforeAll(async () => {
  table = await startTable();
  house = new ManagementOnTable(table, newKeyring());
  accountId = await house.newAccount();
  for (let count = 0; count < revokedLongAgo; count++) await revoke(await usedKey());
  house.nowEpochMs += 30 * dayMs;
  table.client.middlewareStack.add(
    (next) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: "TOTAL" });
      const result = await next(args);
      const capacities: unknown[] = [Object(result.output).ConsumedCapacity].flat();
      for (const capacity of capacities) readUnits += Number(Object(capacity).CapacityUnits);
      return result;
    },
    { step: "initialize" },
  );
});

afterAll(async () => {
  await table.stop();
});

async function usedKey(): Promise<{ id: string; key: string }> {
  const { body } = await house.call("createKey", { accountId, body: { name: "Test" } });
  expect((await house.container()(body.key)).kind).toBe("admitted");
  return body;
}

async function revoke({ id }: { id: string }): Promise<void> {
  expect((await house.call("revokeKey", { accountId, keyId: id })).status).toBe(200);
}

/** `GET /v1/account` with that key. */
async function accountAsSeenBy({ id }: { id: string }) {
  const client = tableClient(table.client);
  const show = createShowAccount({
    accounts: createAccounts(client, table.name, () => house.nowEpochMs),
    readKeysSince: createReadKeysSince(client, table.name),
    nowEpochMs: () => house.nowEpochMs,
    keyPrefix: contractConfig.keyPrefix,
  });
  const caller = { keyId: id, accountId, plan: "agency" } as const;
  return JSON.parse((await show(proxyEvent(), caller, ample)).body);
}

async function unitsOf(read: () => Promise<unknown>): Promise<number> {
  readUnits = 0;
  await read();
  return readUnits;
}

it("an account's own view and its active keys cost nothing for keys that were revoked long ago", async () => {
  const [lately, live] = [await usedKey(), await usedKey()];
  await revoke(lately);
  const units = await unitsOf(async () => {
    const { usage, api_keys } = await accountAsSeenBy(live);
    expect([usage.total_requests_last_30d, api_keys.active]).toEqual([2, 1]);
  });
  // The account, the list of recent revocations, two keys, the details of the one that asks.
  expect(units).toBe(5);

  const query = { is_active: "true" };
  const unitsOfActive = await unitsOf(async () => {
    const { body } = await house.call("listKeys", { accountId, query });
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([live.id]);
  });
  expect(unitsOfActive).toBe(3);
});

it("a revoked key's requests count for as long as any of the 30 days saw them", async () => {
  const live = await usedKey();
  const lately = await usedKey();
  await revoke(lately);
  const total = async () => (await accountAsSeenBy(live)).usage.total_requests_last_30d;
  const before = await total();
  house.nowEpochMs += 29 * dayMs;
  expect(await total()).toBe(before);
  house.nowEpochMs += dayMs;
  expect(await total()).toBe(0);
});

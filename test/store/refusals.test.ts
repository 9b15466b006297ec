import { ScanCommand, UpdateCommand, type UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { countedReasons, type RefusalCounts } from "../../core/admission/refusal-counts.ts";
import { createTableClient } from "../../core/store/table-client.ts";
import { countRefusals } from "../../functions/refusals/count.ts";
import { ample } from "../support/deadlines.ts";
import { itemSizeBytes } from "../support/item-size.ts";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable } from "../support/management-on-table.ts";
import { startTable, type TestTable } from "../support/table.ts";

/* Reach: the embedded database on 127.0.0.1; the counting and the use cases, no HTTP. */

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

const send = (input: UpdateCommandInput) => table.client.send(new UpdateCommand(input));

function ports(update: (input: UpdateCommandInput) => Promise<unknown> = send) {
  const client = createTableClient(table.client, ample, {
    attemptTimeoutMs: 1_000,
    random: () => 0,
  });
  return { tableName: table.name, client, update };
}

let batches = 0;
const newBatch = (number = ++batches) => ({ id: `batch-${++batches}`, number });

function today(): string {
  return new Date(house.nowEpochMs).toISOString().slice(0, 10);
}

async function refusalsOf(keyId: string) {
  const query = { include: "refusals" };
  const { body } = await house.call("getKey", { accountId, keyId, query });
  return body.refusals;
}

async function count(keyId: string, counts: RefusalCounts, batch = newBatch(), date = today()) {
  await countRefusals([{ keyId, date, counts }], batch, ports());
}

describe("refusals", () => {
  it("of several batches add up, by day and reason", async () => {
    const { id } = await house.newKey(accountId);
    await count(id, { expired: 2, limit: 1 });
    await count(id, { limit: 4 });
    expect(await refusalsOf(id)).toEqual({
      counted_from: "access_log",
      days: [{ date: today(), reasons: { expired: 2, limit: 5 } }],
    });
  });

  it("of a batch that is delivered again count once", async () => {
    const { id } = await house.newKey(accountId);
    const batch = newBatch();
    await count(id, { plan: 3 }, batch);
    await count(id, { plan: 1 });
    await count(id, { plan: 3 }, batch);
    expect((await refusalsOf(id)).days).toEqual([{ date: today(), reasons: { plan: 4 } }]);
  });

  it("that failed for one key are added when the batch comes again, and no others twice", async () => {
    const [first, second] = [await house.newKey(accountId), await house.newKey(accountId)];
    const refusals = [first, second].map(({ id }) => ({
      ...{ keyId: id, date: today() },
      counts: { scope: 1 },
    }));
    const batch = newBatch();
    let calls = 0;
    const failing = async (input: UpdateCommandInput) => {
      if (++calls === 1) throw new Error("throttled");
      return send(input);
    };
    await expect(countRefusals(refusals, batch, ports(failing))).rejects.toThrow("throttled");
    await countRefusals(refusals, batch, ports());
    for (const { id } of [first, second]) {
      expect((await refusalsOf(id)).days).toEqual([{ date: today(), reasons: { scope: 1 } }]);
    }
  });

  it("of keys that do not exist write nothing", async () => {
    const before = await items();
    const made = Array.from({ length: 250 }, (_, index) => ({
      keyId: `made${String(index).padStart(4, "0")}`,
      date: today(),
      counts: { wrong_secret: 1 },
    }));
    await countRefusals(made, newBatch(), ports());
    expect(await items()).toHaveLength(before.length);
  });

  it("of days that are over are shown for 30 days, and expire after that", async () => {
    const { id } = await house.newKey(accountId);
    const day = 24 * 60 * 60 * 1000;
    const daysAgo = (days: number) =>
      new Date(house.nowEpochMs - days * day).toISOString().slice(0, 10);
    await count(id, { cost: 1 }, newBatch(), daysAgo(29));
    await count(id, { cost: 2 }, newBatch(), daysAgo(30));
    expect((await refusalsOf(id)).days).toEqual([{ date: daysAgo(29), reasons: { cost: 1 } }]);
    const ttls = (await items()).filter(({ cost }) => cost !== undefined).map(({ ttl }) => ttl);
    const expected = [29, 30].map((days) => (Date.parse(daysAgo(days)) + 31 * day) / 1000);
    expect(ttls.sort()).toEqual(expected.sort());
  });

  it("of an account are those of its keys, and of no other account's", async () => {
    const other = await house.newAccount();
    const [first, second] = [await house.newKey(accountId), await house.newKey(accountId)];
    const stranger = await house.newKey(other);
    await count(first.id, { limit: 1, plan: 1 });
    await count(second.id, { limit: 2 });
    await count(stranger.id, { limit: 4 });
    const query = { include: "refusals" };
    const account = await house.call("getAccount", { accountId, query });
    expect(account.body.refusals.days).toEqual([{ date: today(), reasons: { limit: 3, plan: 1 } }]);
    const list = await house.call("listKeys", { accountId, query });
    const shown = list.body.data.map((key: { id: string; refusals: { days: unknown[] } }) => [
      key.id,
      key.refusals.days,
    ]);
    expect(Object.fromEntries(shown)).toEqual({
      [first.id]: [{ date: today(), reasons: { limit: 1, plan: 1 } }],
      [second.id]: [{ date: today(), reasons: { limit: 2 } }],
    });
  });

  it("fit into one write unit, whatever the reasons and however many batches there were", async () => {
    const { id } = await house.newKey(accountId);
    const counts = Object.fromEntries(countedReasons.map((reason) => [reason, 1e12]));
    for (let number = 0; number < 40; number++) await count(id, counts, newBatch(number));
    const [item] = (await items()).filter(({ sk }) => String(sk).includes(`${id}#20`));
    if (!item) throw new Error("nothing was counted");
    expect(itemSizeBytes(item)).toBeLessThanOrEqual(1_024);
  });
});

async function items(): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
  return Items;
}

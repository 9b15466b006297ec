import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { writeNotices } from "../../core/store/expiring-keys.ts";
import { noticeDays } from "../../core/store/expiry-notice.ts";
import { createTableClient, type TableClient } from "../../core/store/table-client.ts";
import { Deadline } from "../../core/time/deadline.ts";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable } from "../support/management-on-table.ts";
import { startTable, type TestTable } from "../support/table.ts";

/* Reach: the embedded database on 127.0.0.1; the notices and the use cases, no HTTP. */

const dayMs = 86_400_000;
const start = Date.parse("2027-01-15T08:00:00Z");
const keyring = newKeyring();
let table: TestTable;
let house: ManagementOnTable;
let accountId: string;

beforeEach(async () => {
  table = await startTable();
  house = new ManagementOnTable(table, keyring);
  house.nowEpochMs = start;
  accountId = await house.newAccount();
});
afterEach(() => table.stop());

const at = (epochMs: number) => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;

interface Run {
  /** Pages for which there is time. */
  readonly pages?: number;
  readonly client?: TableClient;
}

function newClient(): TableClient {
  return createTableClient(table.client, new Deadline(30_000), {
    attemptTimeoutMs: 5_000,
    random: Math.random,
  });
}

/** One run of the scheduled function. */
async function run({ pages = 100, client = newClient() }: Run = {}): Promise<number> {
  let left = pages;
  let count = 0;
  for (const days of noticeDays) {
    count += await writeNotices(client, days, {
      tableName: table.name,
      retentionDays: undefined,
      nowEpochSeconds: Math.floor(house.nowEpochMs / 1000),
      hasTime: () => left-- > 0,
    });
  }
  return count;
}

async function notices() {
  const { data } = (await house.call("listEvents", { accountId, query: { limit: "100" } })).body;
  return data.filter(({ action }: { action: string }) => action === "key.expiring");
}

/** A run every quarter of an hour. */
async function runUntil(epochMs: number): Promise<void> {
  for (; house.nowEpochMs <= epochMs; house.nowEpochMs += 15 * 60_000) await run();
}

describe("notices of keys that expire", () => {
  it("come seven days and one day before, each once, with neither sequence nor actor", async () => {
    const end = start + 7 * dayMs + 3_600_000;
    const { id } = await house.newKey(accountId, { expires_at: at(end) });
    await house.newKey(accountId);
    await house.newKey(accountId, { expires_at: at(start + 30 * dayMs) });
    await runUntil(start + 2 * 3_600_000);
    expect(await notices()).toEqual([
      {
        object: "event",
        id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
        action: "key.expiring",
        created_at: at(end - 7 * dayMs),
        sequence: null,
        actor: null,
        account_id: accountId,
        key_id: id,
        changes: {},
        source_ip: null,
        user_agent: null,
        request_id: null,
        expires_at: at(end),
      },
    ]);
    house.nowEpochMs = end - dayMs - 60_000;
    await runUntil(end - dayMs + 3_600_000);
    const times = (await notices()).map((one: { created_at: string }) => one.created_at);
    expect(times).toEqual([at(end - dayMs), at(end - 7 * dayMs)]);
  });

  it("do not come for a key that was revoked or prolonged, and come anew for its new end", async () => {
    const end = start + 7 * dayMs + 60_000;
    const revoked = await house.newKey(accountId, { expires_at: at(end) });
    const prolonged = await house.newKey(accountId, { expires_at: at(end) });
    const paused = await house.newKey(accountId, { expires_at: at(end) });
    await run();
    await house.call("revokeKey", { accountId, keyId: revoked.id });
    const later = end + 3_600_000;
    const update = (keyId: string, body: object) =>
      house.call("updateKey", { accountId, keyId, body });
    await update(prolonged.id, { expires_at: at(later) });
    await update(paused.id, { is_active: false });
    await runUntil(start + 2 * 3_600_000);
    const told = (await notices()).map((one: { key_id: string; expires_at: string }) => [
      one.key_id,
      one.expires_at,
    ]);
    expect(told).toEqual([
      [prolonged.id, at(later)],
      [paused.id, at(end)],
    ]);
  });

  it("are written by several short runs, none left out and none twice, as by runs at once", async () => {
    const end = at(start + 7 * dayMs + 60_000);
    const accounts = [accountId];
    while (accounts.length < 6) accounts.push(await house.newAccount());
    for (const each of accounts) {
      await Promise.all(Array.from({ length: 20 }, () => house.newKey(each, { expires_at: end })));
    }
    await run();
    house.nowEpochMs += 600_000;
    // 120 keys that expire at the same second are three pages.
    expect(await run({ pages: 1 })).toBe(50);
    house.nowEpochMs += 900_000;
    await Promise.all([run(), run()]);
    await run();
    for (const each of accounts) {
      accountId = each;
      expect(new Set((await notices()).map((one: { key_id: string }) => one.key_id)).size).toBe(20);
      expect(await notices()).toHaveLength(20);
    }
  });

  it("are caught up on after an outage, unless the key has expired by then", async () => {
    const { id } = await house.newKey(accountId, { expires_at: at(start + 10 * dayMs) });
    await house.newKey(accountId, { expires_at: at(start + 7 * dayMs + 3_600_000) });
    await run();
    house.nowEpochMs = start + 8 * dayMs;
    await run();
    expect((await notices()).map((one: { key_id: string }) => one.key_id)).toEqual([id]);
  });

  it("read in proportion to the keys that expire, not to all keys", async () => {
    for (let count = 0; count < 10; count++) await house.newKey(accountId);
    await house.newKey(accountId, { expires_at: at(start + 7 * dayMs + 60_000) });
    await run();
    house.nowEpochMs += 300_000;
    expect(await run()).toBe(1);
  });
});

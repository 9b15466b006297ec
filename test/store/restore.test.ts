import { PutCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { ulid } from "ulid";
import { collectEvents } from "../../core/restore/event-object.ts";
import { type RestoreRun, replayAccount } from "../../core/restore/replay-account.ts";
import { openTable } from "../../core/restore/restored-table.ts";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable, type NewKey } from "../support/management-on-table.ts";
import { createTable, startTable, type TestTable } from "../support/table.ts";

/*
 * A restore's handling of changes that come while it runs, after traffic was switched, or in a snapshot
 * that is not of one moment. Reach: the embedded database; the use cases, no HTTP.
 */

const keyring = newKeyring();
let old: TestTable;
let table: TestTable;
/** The management API on the old table, and on the restored one. */
let house: ManagementOnTable;
let live: ManagementOnTable;
let accountId: string;
let key: NewKey;
let run: RestoreRun;

beforeAll(async () => {
  old = await startTable();
});
afterAll(() => old.stop());

beforeEach(async () => {
  house = new ManagementOnTable(old, keyring);
  accountId = await house.newAccount();
  house.nowEpochMs += 10_000;
  key = await house.newKey(accountId);
  house.nowEpochMs += 10_000;
  table = await createTable(old.endpoint);
  live = new ManagementOnTable(table, keyring);
  run = {
    table: openTable(table.client, table.name),
    fromEpochMs: house.nowEpochMs - 5_000,
    requestId: "restore-test",
    newEventId: ulid,
    isDry: false,
  };
  await snapshot(() => true);
});

async function snapshot(isTaken: (item: Readonly<Record<string, unknown>>) => boolean) {
  const { client } = old;
  for await (const { Items = [] } of paginateScan({ client }, { TableName: old.name })) {
    for (const Item of Items.filter(isTaken)) {
      await table.client.send(new PutCommand({ TableName: table.name, Item }));
    }
  }
}

const patch = (where: ManagementOnTable, body: object) =>
  where.call("updateKey", { accountId, keyId: key.id, body });
const rotate = (where: ManagementOnTable) =>
  where.call("rotateKey", { accountId, keyId: key.id, body: { grace_period_seconds: 0 } });
const found = async () => (await live.call("getKey", { accountId, keyId: key.id })).body;

async function replay() {
  const source = await openTable(old.client, old.name).trail(accountId, run.fromEpochMs);
  return replayAccount(accountId, source, run);
}

describe("a second replay", () => {
  it("takes what was changed on the old table meanwhile", async () => {
    await patch(house, { name: "First" });
    await replay();
    expect(await found()).toMatchObject({ name: "First", is_active: true });
    house.nowEpochMs += 1;
    await patch(house, { is_active: false });
    expect(await replay()).toMatchObject({ copied: 1, changes: [{ action: "key.updated" }] });
    expect(await found()).toMatchObject({ is_active: false });
    expect(await replay()).toMatchObject({ copied: 0, changes: [] });
    const sequences = (await live.events(accountId)).map((event) => Object(event).sequence);
    expect(new Set(sequences).size).toBe(sequences.length);
  });

  it("keeps what was changed later on the restored table", async () => {
    await patch(house, { name: "Old", note: "Old" });
    await replay();
    live.nowEpochMs = house.nowEpochMs + 60_000;
    await patch(live, { name: "Live" });
    expect(await replay()).toMatchObject({ changes: [] });
    expect(await found()).toMatchObject({ name: "Live", note: "Old" });
  });

  it("keeps what was changed on the restored table before the first", async () => {
    await patch(house, { name: "Old" });
    live.nowEpochMs = house.nowEpochMs + 60_000;
    await patch(live, { name: "Live" });
    expect(await replay()).toMatchObject({ copied: 1, changes: [] });
    // The event that was copied has the later time here.
    expect(await replay()).toMatchObject({ copied: 0, changes: [] });
    expect(await found()).toMatchObject({ name: "Live" });
  });

  it("does not resume a key whose last secret is lost", async () => {
    await rotate(house);
    await replay();
    house.nowEpochMs += 60_000;
    await patch(house, { is_active: false });
    house.nowEpochMs += 60_000;
    await patch(house, { is_active: true });
    expect((await replay()).paused).toMatchObject([{ keyId: key.id }]);
    expect(await found()).toMatchObject({ is_active: false, paused_by: { subject: "restore" } });
  });

  it("leaves a key paused that was rotated here, until somebody resumes it", async () => {
    await patch(house, { is_active: false });
    house.nowEpochMs += 1000;
    await patch(house, { is_active: true });
    await rotate(house);
    await replay();
    live.nowEpochMs = house.nowEpochMs + 60_000;
    await rotate(live);
    expect(await replay()).toMatchObject({ changes: [], paused: [] });
    expect(await found()).toMatchObject({ is_active: false });
    await patch(live, { is_active: true });
    expect(await replay()).toMatchObject({ changes: [] });
    expect(await found()).toMatchObject({ is_active: true });
  });
});

describe("a rotation", () => {
  it("that the table has already pauses nothing", async () => {
    await rotate(house);
    await snapshot(() => true);
    expect(await replay()).toMatchObject({ changes: [], paused: [], copied: 0 });
  });

  it("in the second of one that the table has pauses the key", async () => {
    await rotate(house);
    await snapshot(() => true);
    house.nowEpochMs += 1;
    await rotate(house);
    expect((await replay()).paused).toMatchObject([{ keyId: key.id }]);
    expect(await found()).toMatchObject({ is_active: false });
  });
});

describe("a snapshot of more than one moment", () => {
  it("with an event and without its change gets the change", async () => {
    await patch(house, { is_active: false });
    await snapshot(({ sk }) => String(sk).startsWith("EVENT#"));
    expect(await found()).toMatchObject({ is_active: true });
    expect(await replay()).toMatchObject({ copied: 0, changes: [{ action: "key.updated" }] });
    expect(await found()).toMatchObject({ is_active: false });
  });

  it("with a change and without its event gets the event", async () => {
    await patch(house, { is_active: false });
    await snapshot(({ sk }) => !String(sk).startsWith("EVENT#"));
    expect(await replay()).toMatchObject({ copied: 1, changes: [] });
  });
});

it("a restore point that is later than the table's is noticed", async () => {
  const made = await house.newKey(accountId);
  house.nowEpochMs += 60_000;
  run = { ...run, fromEpochMs: house.nowEpochMs - 1 };
  await house.call("updateKey", { accountId, keyId: made.id, body: { name: "Later" } });
  await expect(replay()).rejects.toThrow(`no key ${made.id}, and its creation`);
});

it("a file of events does as much as the table, in any order and with repetitions", async () => {
  await patch(house, { is_active: false });
  house.nowEpochMs += 1;
  await patch(house, { name: "Renamed", scopes: ["models:read"] });
  house.nowEpochMs += 1;
  await house.call("putAccount", { accountId, body: { is_suspended: true } });
  // Newest first, as the API lists them.
  const lines = (await house.events(accountId)).map((event) => JSON.stringify(event));
  const events = await collectEvents([...lines, ...lines, ""], run.fromEpochMs);
  expect(await replayAccount(accountId, events.get(accountId) ?? [], run)).toMatchObject({
    copied: 3,
    changes: [{ action: "account.updated" }, { action: "key.updated" }],
  });
  expect(await found()).toMatchObject({
    is_active: false,
    name: "Renamed",
    scopes: ["models:read"],
  });
  expect(await replay()).toMatchObject({ copied: 0, changes: [] });
});

import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { newKeyring } from "../../support/keys.ts";
import { type Call, ManagementOnTable } from "../../support/management-on-table.ts";
import { startTable, type TestTable } from "../../support/table.ts";
import { tableFaults } from "../history/check-table.ts";
import { type FaultyLine, startFaultyLine } from "../support/faulty-line.ts";
import { TableReader } from "../support/table-items.ts";
import { bundleChild, type ChildProgram } from "./child-program.ts";

/*
 * Processes that are killed, by a signal that leaves them no time, at each await of a change: with the
 * call to the table not yet made, and with its effect there and its answer not. Reach: a database on
 * 127.0.0.1, and processes of the test's own.
 */

/** `LATCHKEY_KILLS=200` goes on until there were as many. */
const leastKills = Number(process.env.LATCHKEY_KILLS ?? 40);

let table: TestTable;
let reader: TableReader;
let line: FaultyLine;
let house: ManagementOnTable;
let program: ChildProgram;

beforeAll(async () => {
  table = await startTable();
  reader = new TableReader(table.endpoint, table.name);
  line = await startFaultyLine(table.endpoint, Date.now);
  house = new ManagementOnTable(table, newKeyring());
  program = await bundleChild("changing-child");
});

afterAll(async () => {
  reader.close();
  await line.close();
  await table.stop();
  await program.remove();
});

interface Change {
  readonly what: string;
  readonly useCase: Parameters<ManagementOnTable["call"]>[0];
  /** Its action in the audit trail. */
  readonly action: string;
  /** Prepares an account that nobody knows yet, and says what to call. */
  readonly prepare: (accountId: string) => Promise<Call>;
}

const rules = { scopes: [], allowed_ips: ["192.0.2.0/24"], quotas: { day: 9, total: 99 } };
const repeatable = { headers: { "Idempotency-Key": "once" } };

async function givenAccount(accountId: string): Promise<Call> {
  await house.call("putAccount", { accountId, body: { plan: "agency" } });
  return { accountId };
}

async function givenKey(accountId: string): Promise<Call> {
  await givenAccount(accountId);
  const { id } = await house.newKey(accountId);
  return { accountId, keyId: id };
}

const changes: readonly Change[] = [
  {
    what: "a new key",
    useCase: "createKey",
    action: "key.created",
    prepare: async (id) => ({ ...(await givenAccount(id)), ...repeatable, body: { name: "New" } }),
  },
  {
    what: "a user's first key, with the account",
    useCase: "createKey",
    action: "key.created",
    prepare: async (id) => ({ accountId: id, user: id, ...repeatable, body: { name: "First" } }),
  },
  {
    what: "an import",
    useCase: "importKey",
    action: "key.imported",
    async prepare(id) {
      const sha256 = createHash("sha256").update(randomBytes(20)).digest("hex");
      return { ...(await givenAccount(id)), body: { sha256, name: "Old" } };
    },
  },
  {
    what: "a rotation",
    useCase: "rotateKey",
    action: "key.rotated",
    prepare: async (id) => ({
      ...(await givenKey(id)),
      ...repeatable,
      body: { grace_period_seconds: 60 },
    }),
  },
  {
    what: "a pause with a new name",
    useCase: "updateKey",
    action: "key.updated",
    prepare: async (id) => ({ ...(await givenKey(id)), body: { is_active: false, name: "Other" } }),
  },
  {
    what: "rules for a key that has none",
    useCase: "updateKey",
    action: "key.updated",
    prepare: async (id) => ({ ...(await givenKey(id)), body: rules }),
  },
  {
    what: "other rules for a key that has some",
    useCase: "updateKey",
    action: "key.updated",
    async prepare(accountId) {
      await givenAccount(accountId);
      const { id } = await house.newKey(accountId, { scopes: ["models:read"], quotas: { day: 5 } });
      return { accountId, keyId: id, body: rules };
    },
  },
  {
    what: "a suspension of an account with keys",
    useCase: "putAccount",
    action: "account.updated",
    async prepare(accountId) {
      await givenKey(accountId);
      return { accountId, body: { is_suspended: true } };
    },
  },
  { what: "a revocation", useCase: "revokeKey", action: "key.revoked", prepare: givenKey },
  {
    what: "a new account",
    useCase: "putAccount",
    action: "account.created",
    prepare: async (accountId) => ({ accountId, body: { plan: "agency" } }),
  },
  {
    what: "a new plan for an account with keys",
    useCase: "putAccount",
    action: "account.updated",
    async prepare(accountId) {
      await givenKey(accountId);
      await house.newKey(accountId);
      return { accountId, body: { plan: "pro" } };
    },
  },
];

/**
 * Runs a change in a process of its own, which dies at one of its calls to the table.
 *
 * @param site the how-manieth call
 * @returns false where it was done before
 */
async function runAndKill({ useCase }: Change, call: Call, site: number, isAfterEffect: boolean) {
  let calls = 0;
  line.disturb(() => {
    if (calls++ !== site) return undefined;
    child.kill("SIGKILL");
    return isAfterEffect ? "lost-answer" : "refused";
  });
  const change = JSON.stringify({ useCase, call });
  const child = spawn(process.execPath, [program.path, line.url, table.name, change], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code, signal] = await once(child, "close");
  line.mend();
  if (signal === null) expect(code).toBe(0);
  return signal === "SIGKILL";
}

async function faultsOf(accountId: string): Promise<string[]> {
  return tableFaults(await reader.itemsOf(accountId));
}

/** @returns whether there was anybody to kill */
async function expectSurvived(change: Change, site: number, isAfter: boolean): Promise<boolean> {
  const accountId = `acct_${randomBytes(6).toString("hex")}`;
  house.nowEpochMs = Date.now();
  const call = await change.prepare(accountId);
  if (!(await runAndKill(change, call, site, isAfter))) return false;
  // The call that was on its way arrives, even if nobody waits for it.
  if (isAfter) await line.settled();
  expect(await faultsOf(accountId)).toEqual([]);

  // Whoever asked for it does not know, and asks again.
  house.nowEpochMs = Date.now();
  expect([200, 201]).toContain((await house.call(change.useCase, call)).status);
  expect(await faultsOf(accountId)).toEqual([]);
  const events = await house.events(accountId);
  expect(events.filter(({ action }) => action === change.action)).toHaveLength(1);
  return true;
}

it("leaves nothing half done wherever a process is killed, and what is asked for again is done once", async () => {
  let kills = 0;
  do {
    for (const change of changes) {
      for (const isAfterEffect of [false, true]) {
        let site = 0;
        while (await expectSurvived(change, site, isAfterEffect)) site++;
        // Each reads what it goes by, and writes.
        expect(site).toBeGreaterThanOrEqual(2);
        kills += site;
      }
    }
  } while (kills < leastKills);
  process.stdout.write(`${kills} kills\n`);
});

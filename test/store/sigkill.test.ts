import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { buildSync } from "esbuild";
import { accountFaults } from "../support/account-faults.ts";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable } from "../support/management-on-table.ts";
import { startTable, type TestTable } from "../support/table.ts";
import type { BegunChange } from "./support/begun-change.ts";

/*
 * Processes that are killed, by a signal that leaves them no time, while they change keys.
 * Reach: the embedded database on 127.0.0.1, and processes of the test's own.
 */

let table: TestTable;
let house: ManagementOnTable;
let directory: string;
let program: string;

beforeAll(async () => {
  table = await startTable();
  house = new ManagementOnTable(table, newKeyring());
  directory = await mkdtemp(join(tmpdir(), "latchkey-sigkill-"));
  program = join(directory, "changing-child.mjs");
  buildSync({
    entryPoints: [new URL("support/changing-child.ts", import.meta.url).pathname],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: "error",
  });
});

afterAll(async () => {
  await table.stop();
  await rm(directory, { recursive: true, force: true });
});

/** What a process had begun when it died, and what of that it knew to be done. */
async function runAndKill(accountId: string, afterLines: number, afterMs: number) {
  const child = spawn(process.execPath, [program, table.endpoint, table.name, accountId], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  let isDoomed = false;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
    if (isDoomed || output.split("\n").length <= afterLines) return;
    isDoomed = true;
    setTimeout(() => child.kill("SIGKILL"), afterMs);
  });
  const [, signal] = await once(child, "close");
  expect(signal).toBe("SIGKILL");
  const lines = output.trim().split("\n");
  const told = lines.map((line): BegunChange | { done: number } => JSON.parse(line));
  const done = new Set(told.map((line) => ("done" in line ? line.done : 0)));
  const begun = told.filter((line) => "useCase" in line);
  return { begun, unknown: begun.filter(({ id }) => !done.has(id)) };
}

async function actionsOf(accountId: string): Promise<string[]> {
  const actions: string[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: "100", ...(cursor === null ? {} : { cursor }) };
    const { body } = await house.call("listEvents", { accountId, query });
    actions.push(...body.data.map(({ action }: { action: string }) => action));
    cursor = body.next_cursor;
  } while (cursor !== null);
  return actions;
}

async function expectSurvived(kill: number): Promise<boolean> {
  house.nowEpochMs = Date.now();
  const accountId = await house.newAccount();
  const { begun, unknown } = await runAndKill(accountId, 1 + (kill % 8), (kill * 7) % 12);
  expect(unknown.length).toBeLessThanOrEqual(1);
  expect(await accountFaults(table, accountId)).toEqual([]);

  // Whoever asked for it does not know, and asks again.
  house.nowEpochMs = Date.now();
  for (const { useCase, call } of unknown) {
    expect([200, 201]).toContain((await house.call(useCase, call)).status);
  }
  expect(await accountFaults(table, accountId)).toEqual([]);
  const actions = await actionsOf(accountId);
  for (const [useCase, action] of [
    ["createKey", "key.created"],
    ["rotateKey", "key.rotated"],
    ["updateKey", "key.updated"],
    ["revokeKey", "key.revoked"],
  ] as const) {
    const asked = begun.filter((change) => change.useCase === useCase);
    expect(actions.filter((told) => told === action)).toHaveLength(asked.length);
  }
  return unknown.length > 0;
}

it("leaves nothing half done wherever a process was killed, and what is asked for again is done once", async () => {
  const lanes = 3;
  const killsPerLane = 8;
  const hits = await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      let interrupted = 0;
      for (let kill = 0; kill < killsPerLane; kill++) {
        if (await expectSurvived(lane + kill * lanes)) interrupted++;
      }
      return interrupted;
    }),
  );
  // A kill between two changes proves nothing.
  expect(hits.reduce((sum, count) => sum + count, 0)).toBeGreaterThan((lanes * killsPerLane) / 2);
});

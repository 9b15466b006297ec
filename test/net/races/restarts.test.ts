import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import * as z from "zod";
import { plainAddress } from "../../../packages/cfn-local/services/hidden-address.ts";
import { checkers, describeViolation } from "../history/check-history.ts";
import { tableFaults } from "../history/check-table.ts";
import { type JsonResponse, Recorder } from "../history/recorder.ts";
import { readAll } from "../model/read-all.ts";
import { TableReader } from "../support/table-items.ts";
import { newKey, type RacedKey, times } from "./race-house.ts";

/*
 * All of `npm start`, killed under load and started again on the same data directory. Whatever was
 * answered is there afterwards, uses and windows included.
 */

const kills = 10;
const projectRoot = fileURLToPath(new URL("../../..", import.meta.url));
const operatorToken = "restarts";

let directory: string;
let port: number;
let running: ChildProcess | undefined;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "latchkey-restarts-"));
  ({ port } = await plainAddress());
});

afterAll(async () => {
  if (running) await kill(running);
  await rm(directory, { recursive: true, force: true });
});

async function start(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", "bin/local.ts"], {
    cwd: projectRoot,
    env: {
      ...process.env,
      PORT: String(port),
      LATCHKEY_DATA_DIR: join(directory, "data"),
      LATCHKEY_RUN_DIR: join(directory, "run"),
      LATCHKEY_OPERATOR_TOKEN: operatorToken,
      LATCHKEY_MAX_CONTAINERS: "3",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running = child;
  let printed = "";
  let complaint = "";
  child.stderr?.on("data", (chunk) => {
    complaint += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}: ${complaint}`)));
    child.stdout?.on("data", (chunk) => {
      printed += chunk;
      if (printed.includes("Latchkey is ready at")) resolve();
    });
  });
  child.removeAllListeners("exit");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/**
 * Creates, rotates, changes, uses and revokes keys, until there are no answers.
 *
 * @param answered hears of each answer
 */
async function work(
  recorder: Recorder,
  account: string,
  key: RacedKey,
  answered: () => void,
): Promise<void> {
  const told = async (asking: Promise<JsonResponse>) => {
    const answer = await asking;
    if (answer.status === 0) throw new Error("killed");
    answered();
    return answer;
  };
  for (let turn = 0; ; turn++) {
    const headers = { "idempotency-key": randomUUID() };
    const body = { name: `turn ${turn}` };
    const { json } = await told(recorder.manage("POST", `${account}/keys`, { body, headers }));
    await told(recorder.use(key.text));
    await told(recorder.manage("PATCH", key.path, { body }));
    const path = `${account}/keys/${json.id}`;
    await told(recorder.manage("POST", `${path}/rotate`, { body: {}, headers }));
    await told(recorder.manage("DELETE", path));
  }
}

const runFile = z.object({
  endpoints: z.object({ dynamodb: z.string() }),
  outputs: z.object({ TableName: z.string() }),
});

async function storedFaults(account: string, secrets: readonly string[]): Promise<string[]> {
  const text = await readFile(join(directory, "run", "run.json"), "utf8");
  const { endpoints, outputs } = runFile.parse(JSON.parse(text));
  const reader = new TableReader(endpoints.dynamodb, outputs.TableName);
  const items = await reader.itemsOf(account.replace("/accounts/", ""));
  reader.close();
  return tableFaults(items, secrets);
}

it("loses nothing that was answered, however often it is killed", async () => {
  const recorder = new Recorder({ baseUrl: `http://127.0.0.1:${port}`, operatorToken });
  let child = await start();
  const lasting = await newKey(recorder, 40);
  const account = lasting.path.split("/keys/")[0] ?? "";
  for (let round = 0; round < kills; round++) {
    await recorder.disturbed(async () => {
      let answersLeft = 3 + 4 * round;
      let isInMidst = () => {};
      const inMidst = new Promise<void>((resolve) => {
        isInMidst = resolve;
      });
      const working = times(2, () =>
        work(recorder, account, lasting, () => {
          if (--answersLeft === 0) isInMidst();
        }).catch(() => {}),
      );
      await inMidst;
      await kill(child);
      await working;
      child = await start();
    });
    expect(await storedFaults(account, [])).toEqual([]);
  }
  await readAll({ recorder, path: account });
  const history = recorder.history();
  const found = Object.values(checkers).flatMap((check) => check(history).map(describeViolation));
  expect(found).toEqual([]);
  expect(await storedFaults(account, [...recorder.secrets, operatorToken])).toEqual([]);
});

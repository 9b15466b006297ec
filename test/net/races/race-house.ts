import { expect } from "@jest/globals";
import type { JsonResponse, Recorder } from "../history/recorder.ts";
import { readAll } from "../model/read-all.ts";
import { inspect } from "../planted/inspect.ts";
import type { LinePlan } from "../support/faulty-line.ts";
import type { NetHouse } from "../support/net-house.ts";
import { rawTable } from "../support/raw-table.ts";

export interface RacedKey {
  readonly id: string;
  readonly path: string;
  /** The newest secret that an answer brought. */
  text: string;
}

let made = 0;

/** A recorder for an empty table, so that each test is judged by what it did itself. */
export async function startAfresh({ databaseEndpoint, latchkey, newRecorder }: NetHouse) {
  const table = rawTable(databaseEndpoint, latchkey.tableName);
  const { items } = await table.scan();
  await Promise.all(items.map(table.remove));
  return newRecorder();
}

/** A key of an account of its own. */
export async function newKey(recorder: Recorder, limit = 10_000): Promise<RacedKey> {
  const account = await newAccount(recorder);
  const body = { name: "Test", rate_limit_per_minute: limit };
  const { json } = await recorder.manage("POST", `${account}/keys`, { body });
  return { id: json.id, path: `${account}/keys/${json.id}`, text: json.key };
}

/** @returns the account's path */
export async function newAccount(recorder: Recorder, fields: object = {}): Promise<string> {
  const path = `/accounts/raced_${made++}`;
  await recorder.manage("PUT", path, { body: { plan: "agency", ...fields } });
  return path;
}

export function times<T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => run(index)));
}

export function countOf(answers: readonly JsonResponse[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Runs with a disturbed line to the database, and mends it. */
export async function whileDisturbed(
  house: NetHouse,
  recorder: Recorder,
  plan: LinePlan,
  run: () => Promise<void>,
): Promise<void> {
  await recorder.disturbed(async () => {
    house.line.disturb(plan);
    try {
      await run();
    } finally {
      house.line.mend();
    }
  });
}

/** Reads what is left of these accounts, and has every checker look at all that was seen. */
export async function expectUnbroken(
  house: NetHouse,
  recorder: Recorder,
  keys: readonly RacedKey[],
): Promise<void> {
  for (const { path } of keys) {
    const account = path.split("/keys/")[0] ?? "";
    await recorder.manage("GET", path);
    await readAll({ recorder, path: account });
  }
  expect(await inspect(house, recorder)).toEqual({});
}

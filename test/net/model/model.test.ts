import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type NetHouse, startNetHouse } from "../support/net-house.ts";
import { TableReader } from "../support/table-items.ts";
import { readReplay } from "./replay.ts";
import { type HistoriesReport, runHistories } from "./run-histories.ts";

/** Each is a product of its own, with a clock of its own. */
const lanes = process.env.LATCHKEY_REPLAY ? 1 : 2;
const histories = Number(process.env.LATCHKEY_HISTORIES || 300);
const houses: NetHouse[] = [];

beforeAll(async () => {
  for (let lane = 0; lane < lanes; lane++) houses.push(await startNetHouse());
});

afterAll(async () => {
  await Promise.all(houses.map((house) => house.stop()));
});

async function runLane(house: NetHouse, lane: number): Promise<HistoriesReport> {
  const table = new TableReader(house.databaseEndpoint, house.latchkey.tableName);
  const replay = { ...given, seed: given.seed + lane };
  return runHistories({ house, table, histories: histories / lanes, replay }).finally(() =>
    table.close(),
  );
}

const given = readReplay(process.env);

it(
  `holds in ${histories} histories of some 40 steps`,
  async () => {
    const reports = await Promise.all(houses.map(runLane));
    const steps = reports.reduce((sum, report) => sum + report.steps, 0);
    process.stdout.write(`${histories} histories, ${steps} steps, seed ${given.seed}\n`);
    expect(reports.flatMap(({ failure }) => failure ?? [])).toEqual([]);
  },
  Math.max(600_000, histories * 2_000),
);

import { expect, it, jest } from "@jest/globals";
import { plantedBugs } from "../planted/plants.ts";
import type { Plant } from "../support/built-house.ts";
import { startNetHouse } from "../support/net-house.ts";
import { TableReader } from "../support/table-items.ts";
import { type Replay, readReplay } from "./replay.ts";
import { runHistories } from "./run-histories.ts";

/** Each is a product of its own, with a clock of its own. */
const lanes = process.env.LATCHKEY_REPLAY ? 1 : 2;
const histories = Number(process.env.LATCHKEY_HISTORIES || 20);
const given = readReplay(process.env, jest.getSeed());

/** Runs histories against the product, or against one with a bug in it. */
async function run(lane: number, count: number, replay: Replay, plant?: Plant) {
  const house = await startNetHouse({ maxContainers: 2, plant });
  const table = new TableReader(house.databaseEndpoint, house.latchkey.tableName);
  try {
    const seeded = { ...replay, seed: replay.seed + lane };
    return await runHistories({ house, table, histories: count, replay: seeded });
  } finally {
    table.close();
    await house.stop();
  }
}

it(
  `holds in ${histories} histories of some 40 steps`,
  async () => {
    const each = Math.ceil(histories / lanes);
    const reports = await Promise.all(
      Array.from({ length: lanes }, (_, lane) => run(lane, each, given)),
    );
    const sum = (what: "histories" | "steps" | "slow" | "events") =>
      reports.reduce((total, report) => total + report[what], 0);
    process.stdout.write(
      `${sum("histories")} histories, ${sum("steps")} steps, ${sum("events")} events, ${sum("slow")} slow requests, seed ${given.seed}\n`,
    );
    expect(reports.flatMap(({ failure }) => failure ?? []).join("\n\n")).toBe("");
  },
  // Only a history that hangs takes so long: usual is a quarter of a second.
  60_000 + histories * 5_000,
);

it("finds a planted bug, shortens what it takes, and finds it again by what is printed", async () => {
  // One that shows at every speed of the machine: what is shortened must break each time it runs.
  const plant = plantedBugs.find(({ name }) => name === "a lost audit event");
  const { failure = "" } = await run(0, 50, { seed: 1 }, plant);
  const commands = failure.split("\n").filter((line) => /^[a-z][a-z-]*\(/.test(line));
  expect(commands.length).toBeGreaterThan(1);
  expect(commands.length).toBeLessThan(8);
  const [, printed = ""] = /LATCHKEY_REPLAY='(.*?)'/.exec(failure) ?? [];
  const again = await run(0, 50, readReplay({ LATCHKEY_REPLAY: printed }, 0), plant);
  expect(again.failure).toContain(commands.join("\n"));
}, 300_000);

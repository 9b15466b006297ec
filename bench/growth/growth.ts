import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import type { Benchmark, RunOptions } from "../harness/benchmark.ts";
import { callFor } from "../harness/call-for.ts";
import { latchkey, putKeys } from "../harness/contestants/latchkey.ts";
import { sequentialRun } from "../harness/database/sequential-run.ts";
import type { Figure } from "../harness/figure.ts";
import { ofRuns, quantile } from "../harness/statistics.ts";
import { dayOfTraffic } from "./day-of-traffic.ts";
import { startFilledDatabase } from "./filled-database.ts";

const sizes = [1, 1_000, 100_000];
const fullSizes = [1, 1_000, 1_000_000];
const ratesPerMinute = [1, 10, 100, 1_000, 10_000];
const measuredKeys = 100;
const rounds = 5;
const roundMs = 1_000;
const of = latchkey.name;

export const growth: Benchmark = {
  title: "with more keys in the table, more requests on a key, and a day of traffic",
  async run(options) {
    const figures: Figure[] = [];
    for (const size of options.isFull ? fullSizes : sizes) {
      figures.push(...(await withKeys(size, options)));
    }
    const { endpoint, stop } = await startDatabase(undefined, undefined);
    try {
      for (const perMinute of ratesPerMinute) figures.push(await atRate(endpoint, perMinute));
      options.progress("1 to 10,000 requests a minute on one key");
      figures.push(...(await itemSizes(endpoint)));
    } finally {
      await stop();
    }
    return figures;
  },
};

/** One caller, a hundred keys in use among the others. */
async function withKeys(size: number, { progress }: RunOptions): Promise<Figure[]> {
  const { endpoint, tableName, stop } = await startFilledDatabase(size);
  try {
    progress(`${size.toLocaleString("en-US")} keys are in the table`);
    const prepared = await putKeys(endpoint, tableName, measuredKeys, 1_000_000);
    const { check, trips } = await latchkey.open(endpoint, prepared, Date.now);
    const next = nextOf(prepared.keys);
    const call = () => check(next());
    await callFor(call, 1, roundMs);
    trips.reset();
    const runs: number[][] = [];
    for (let round = 0; round < rounds; round++) runs.push(await callFor(call, 1, roundMs));
    const requests = runs.flat().length;
    const keys = `keys in the table: ${size.toLocaleString("en-US")}`;
    return [
      {
        name: `p50, ${keys}`,
        of,
        unit: "ms",
        ...ofRuns(runs.map((run) => quantile(run, 0.5))),
      },
      { name: `round trips per request, ${keys}`, of, unit: "", value: trips.all / requests },
    ];
  } finally {
    await stop();
  }
}

function nextOf(keys: readonly string[]): () => string {
  let calls = 0;
  return () => keys[calls++ % keys.length] ?? "";
}

async function atRate(endpoint: string, perMinute: number): Promise<Figure> {
  const seconds = (Math.min(Math.max(perMinute * 2, 20), 3_000) / perMinute) * 60;
  const task = { containers: 1, limitPerMinute: 10_000, perSecond: perMinute / 60, seconds };
  const { admitted, tripsOfAdmitted } = await sequentialRun(endpoint, task, perMinute);
  return {
    name: `round trips per request at ${perMinute.toLocaleString("en-US")} requests a minute`,
    of,
    unit: "",
    value: tripsOfAdmitted / admitted,
  };
}

async function itemSizes(endpoint: string): Promise<Figure[]> {
  const usual = await dayOfTraffic(endpoint, {});
  const rotated = {
    accountId: "a".repeat(128),
    previous: {
      digest: { pepperVersion: "v1", bytes: new Uint8Array(32) },
      validUntil: 4_000_000_000,
      lastUsedAt: undefined,
    },
  };
  const longest = await dayOfTraffic(endpoint, rotated);
  const common = { of, unit: "bytes" };
  const target = { atMost: 900 };
  return [
    { ...common, name: "item after a day of traffic, greatest size", value: usual, target },
    {
      ...common,
      name: "the same with the longest account id, in a rotation",
      value: longest,
      target,
    },
  ];
}

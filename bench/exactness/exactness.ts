import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import type { Contestant } from "../harness/contestants/contestant.ts";
import { availableContestants } from "../harness/contestants/contestants.ts";
import { latchkey } from "../harness/contestants/latchkey.ts";
import type { Figure } from "../harness/figure.ts";
import { boundaryBurst, evenArrivals, randomArrivals } from "../harness/histories/arrivals.ts";
import { fullestSpan, wrongRefusals } from "../harness/histories/history.ts";
import { runProcesses } from "../harness/histories/run-processes.ts";
import { seededRandom } from "../harness/random.ts";
import { sum } from "../harness/statistics.ts";
import { runStepped } from "./run-stepped.ts";

const limits = [1, 10, 100, 1000];
const runsPerLimit = 20;
const overload = { times: 1.5, minutes: 2.2 };
const storm = { processes: 4, callersPerKey: 2, seconds: 100, speed: 4 };
const burstLimit = 100;
const honest = { limit: 60, perMinute: 57, minutes: 10 };

export const exactness: Benchmark = {
  title: "requests admitted in the fullest 60 s, and refused without need, on simulated clocks",
  async run({ progress }) {
    const database = await startDatabase(undefined, undefined);
    const { endpoint } = database;
    const figures: Figure[] = [];
    try {
      for (const limit of limits) {
        figures.push(...(await randomRuns(endpoint, limit)));
        progress(`Latchkey, limit ${limit}: ${runsPerLimit} runs of random arrivals`);
      }
      for (const contestant of availableContestants(progress)) {
        progress(`${contestant.name}: four processes, burst, even pace`);
        figures.push(...(await stormed(contestant, endpoint)));
        figures.push(await burst(contestant, endpoint), await evenPace(contestant, endpoint));
      }
    } finally {
      await database.stop();
    }
    return figures;
  },
};

/** Random arrivals above the limit, each time others. */
async function randomRuns(endpoint: string, limit: number): Promise<Figure[]> {
  const scenarios = await Promise.all(
    Array.from({ length: runsPerLimit }, async (_, seed) => ({
      prepared: await latchkey.prepare(endpoint, 1, limit),
      arrivals: randomArrivals(
        Math.max(overload.times * limit, 30),
        overload.minutes,
        seededRandom(seed),
      ),
      seed,
    })),
  );
  const histories = (await runStepped(latchkey, endpoint, scenarios)).map((run) => run.history);
  const kept = histories.filter((history) => fullestSpan(history) <= limit);
  const of = latchkey.name;
  return [
    {
      name: `runs of ${runsPerLimit} within limit ${limit}, 4 containers`,
      of,
      value: kept.length,
      unit: "",
      target: { atLeast: runsPerLimit },
    },
    {
      name: `of them, fullest 60 s, limit ${limit}`,
      of,
      value: Math.max(...histories.map(fullestSpan)),
      unit: "",
      target: { atMost: limit, atLeast: limit },
    },
    {
      name: `of them, refused without need, limit ${limit}`,
      of,
      value: sum(histories.map((history) => wrongRefusals(history, limit) + history.faults)),
      unit: "",
      target: { atMost: 0 },
    },
  ];
}

/** Processes on one clock, four times as fast as real time: what races there are, happen. */
async function stormed(contestant: Contestant, endpoint: string): Promise<Figure[]> {
  const prepared = await Promise.all(limits.map((limit) => contestant.prepare(endpoint, 1, limit)));
  const { histories } = await runProcesses(contestant, endpoint, { prepared, ...storm });
  return histories.flatMap((history, place) => {
    const limit = limits[place] ?? 0;
    const common = { of: contestant.name, unit: "" };
    return [
      {
        ...common,
        name: `fullest 60 s, limit ${limit}, ${storm.processes} processes`,
        value: fullestSpan(history),
        ...(contestant === latchkey ? { target: { atMost: limit } } : {}),
      },
      {
        ...common,
        name: `admitted in ${storm.seconds} s, limit ${limit}, ${storm.processes} processes`,
        value: history.admittedAt.length,
      },
    ];
  });
}

async function burst(contestant: Contestant, endpoint: string): Promise<Figure> {
  const prepared = await contestant.prepare(endpoint, 1, burstLimit);
  const scenario = { prepared, arrivals: boundaryBurst(burstLimit), seed: 1 };
  const [run] = await runStepped(contestant, endpoint, [scenario]);
  return {
    name: `burst across a minute's end, fullest 60 s, limit ${burstLimit}`,
    of: contestant.name,
    value: run ? fullestSpan(run.history) : Number.NaN,
    unit: "",
    ...(contestant === latchkey ? { target: { atMost: burstLimit } } : {}),
  };
}

/** A client that keeps 5 % below its limit should never be refused. */
async function evenPace(contestant: Contestant, endpoint: string): Promise<Figure> {
  const prepared = await contestant.prepare(endpoint, 1, honest.limit);
  const arrivals = evenArrivals(honest.perMinute, honest.minutes);
  const [run] = await runStepped(contestant, endpoint, [{ prepared, arrivals, seed: 1 }]);
  const admitted = run?.history.admittedAt.length ?? Number.NaN;
  return {
    name: `even pace, 5 % below the limit, admitted of ${arrivals.length}`,
    of: contestant.name,
    value: admitted,
    unit: "",
    ...(contestant === latchkey ? { target: { atLeast: arrivals.length } } : {}),
  };
}

import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { availableContestants } from "../harness/contestants/contestants.ts";
import type { Figure } from "../harness/figure.ts";
import { median, ofRuns } from "../harness/statistics.ts";
import type { LoadReport } from "./load-report.ts";
import { applyLoad } from "./load-report.ts";

const callers = [1, 16, 64];
const rounds = 3;
const keys = 100;
/** Never reached: refusals would favour a contestant whose refusals are cheap. */
const limitPerMinute = 1_000_000;

/** One process against the embedded database, a hundred keys, each caller with any of them. */
export const database: Benchmark = {
  title: "round trips, requests per second and latency against the database, beside the peers",
  async run({ progress }) {
    const { endpoint, stop } = await startDatabase(undefined, undefined);
    try {
      const contestants = availableContestants(progress);
      const reports = new Map<string, LoadReport[]>();
      for (let round = 1; round <= rounds; round++) {
        for (const contestant of contestants) {
          const prepared = await contestant.prepare(endpoint, keys, limitPerMinute);
          const report = await applyLoad({
            contestant: contestant.name,
            endpoint,
            prepared,
            callers,
          });
          reports.set(contestant.name, [...(reports.get(contestant.name) ?? []), report]);
        }
        progress(`${round} of ${rounds} rounds`);
      }
      return [...reports].flatMap(([of, runs]) => figuresOf(of, runs));
    } finally {
      await stop();
    }
  },
};

function figuresOf(of: string, runs: readonly LoadReport[]): Figure[] {
  const perRequest = (count: "reads" | "writes") =>
    median(runs.flatMap(({ levels }) => levels.map((level) => level[count] / level.requests)));
  const level = (index: number) => runs.flatMap(({ levels }) => levels[index] ?? []);
  return [
    {
      name: "round trips per request",
      of,
      unit: "",
      value: perRequest("reads") + perRequest("writes"),
    },
    { name: "write units per request", of, unit: "", value: perRequest("writes") },
    ...callers.flatMap((count, index) => [
      {
        name: `requests per second, ${count} callers`,
        of,
        unit: "",
        ...ofRuns(level(index).map(({ requests, seconds }) => requests / seconds)),
      },
      {
        name: `p50, ${count} callers`,
        of,
        unit: "ms",
        ...ofRuns(level(index).map(({ p50Ms }) => p50Ms)),
      },
      {
        name: `p99, ${count} callers`,
        of,
        unit: "ms",
        ...ofRuns(level(index).map(({ p99Ms }) => p99Ms)),
      },
    ]),
  ];
}

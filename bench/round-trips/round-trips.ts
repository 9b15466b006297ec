import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { latchkey } from "../harness/contestants/latchkey.ts";
import { sequentialRun } from "../harness/database/sequential-run.ts";
import { ofRuns } from "../harness/statistics.ts";

const rounds = 3;
const warm = { containers: 1, limitPerMinute: 10_000, perSecond: 100, seconds: 30 };
const shared = { containers: 4, limitPerMinute: 10_000, perSecond: 20, seconds: 120 };
const overload = { containers: 1, limitPerMinute: 60, perSecond: 200, seconds: 30 };
const sharedOverload = { ...overload, containers: 4 };

/**
 * Round trips per request on a clock set by hand, requests at random times. Each is one UpdateItem,
 * hence one write unit, or, where memory expects a refusal, one GetItem.
 */
export const roundTrips: Benchmark = {
  title: "round trips per request: a warm key, a key of four containers, a key over its limit",
  async run({ progress }) {
    const { endpoint, stop } = await startDatabase(undefined, undefined);
    const measure = async (name: string, task: typeof warm, target: number | undefined) => {
      const perAdmitted: number[] = [];
      const perRefused: number[] = [];
      for (let seed = 0; seed < rounds; seed++) {
        const run = await sequentialRun(endpoint, task, seed);
        if (run.admitted > 0) perAdmitted.push(run.tripsOfAdmitted / run.admitted);
        if (run.refused > 0) perRefused.push(run.tripsOfRefused / run.refused);
      }
      progress(name);
      const runs = perRefused.length > 0 ? perRefused : perAdmitted;
      const common = { name: `round trips per request, ${name}`, of: latchkey.name, unit: "" };
      const figure = { ...common, ...ofRuns(runs) };
      return target === undefined ? figure : { ...figure, target: { atMost: target } };
    };
    try {
      return [
        await measure("warm key", warm, 1.01),
        await measure("4 containers, 20 a second", shared, 1.1),
        await measure("refused, 200 a second", overload, 0.05),
        await measure("refused, 200 a second, 4 containers", sharedOverload, undefined),
      ];
    } finally {
      await stop();
    }
  },
};

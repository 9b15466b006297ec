import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import { allRules, askedOfAllRules } from "../harness/all-rules.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { latchkey } from "../harness/contestants/latchkey.ts";
import { type SequentialTask, sequentialRun } from "../harness/database/sequential-run.ts";
import { ofRuns } from "../harness/statistics.ts";

const rounds = 3;
const ruled = { rules: allRules, asked: askedOfAllRules };
const warm = { containers: 1, limitPerMinute: 10_000, perSecond: 100, seconds: 30 };
const warmWithRules = { ...warm, ...ruled };
const shared = { containers: 4, limitPerMinute: 10_000, perSecond: 20, seconds: 120 };
const overload = { containers: 1, limitPerMinute: 60, perSecond: 200, seconds: 30 };
const sharedOverload = { ...overload, containers: 4 };

/**
 * Round trips per request on a clock set by hand, requests at random times. Each is one UpdateItem,
 * hence one write unit, or, where memory expects a refusal or the key is new to it, one Query.
 */
export const roundTrips: Benchmark = {
  title: "round trips per request: a warm key, a key of four containers, a key over its limit",
  async run({ progress }) {
    const { endpoint, stop } = await startDatabase(undefined, undefined);
    const firsts: number[] = [];
    const measure = async (name: string, task: SequentialTask, target: number | undefined) => {
      const perAdmitted: number[] = [];
      const perRefused: number[] = [];
      for (let seed = 0; seed < rounds; seed++) {
        const run = await sequentialRun(endpoint, task, seed);
        firsts.push(run.tripsOfFirst);
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
      const figures = [
        await measure("warm key", warm, 1.01),
        await measure("warm key with all rules", warmWithRules, 1.01),
        await measure("4 containers, 20 a second", shared, 1.1),
        await measure("refused, 200 a second", overload, 0.05),
        await measure("refused, 200 a second, 4 containers", sharedOverload, undefined),
      ];
      const first = {
        name: "round trips of a container's first request with a key",
        of: latchkey.name,
        unit: "",
        value: Math.max(...firsts),
        target: { atMost: 2 },
      };
      return [...figures, first];
    } finally {
      await stop();
    }
  },
};

import { startLocal } from "../../local/start.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { callFor } from "../harness/call-for.ts";
import { type Figure, latchkey } from "../harness/figure.ts";
import { issueKeys } from "../harness/issue-keys.ts";
import { ofRuns, quantile } from "../harness/statistics.ts";

const callers = [1, 16];
const rounds = 3;
const measuredMs = 2_000;

/** Gateway, authorizer and function as `npm start` serves them: says nothing of AWS's latency. */
export const endToEnd: Benchmark = {
  title: "requests through the local gateway",
  async run({ progress }) {
    const running = await startLocal({ port: 0, isUnthrottled: true, progress });
    try {
      const keys = await issueKeys(running);
      let calls = 0;
      const call = () => callModels(running.url, keys[calls++ % keys.length] ?? "");
      await callFor(call, 4, measuredMs);
      const figures: Figure[] = [];
      for (const count of callers) {
        const runs: number[][] = [];
        for (let round = 0; round < rounds; round++) {
          runs.push(await callFor(call, count, measuredMs));
        }
        const figure = (name: string, unit: string, of: (latenciesMs: number[]) => number) => ({
          name: `local gateway: ${name}, ${count} callers`,
          of: latchkey,
          unit,
          ...ofRuns(runs.map(of)),
        });
        figures.push(
          figure("requests per second", "", (run) => (run.length / measuredMs) * 1000),
          figure("p50", "ms", (run) => quantile(run, 0.5)),
          figure("p99", "ms", (run) => quantile(run, 0.99)),
        );
        progress(`${count} callers`);
      }
      return figures;
    } finally {
      await running.stop();
    }
  },
};

async function callModels(url: string, key: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/models`, {
    headers: { authorization: `Bearer ${key}` },
  });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`the gateway answered ${response.status}`);
}

import * as z from "zod";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { callFor } from "../harness/call-for.ts";
import { type Figure, latchkey } from "../harness/figure.ts";
import { ofRuns, quantile } from "../harness/statistics.ts";

const callers = [1, 16];
const rounds = 3;
const measuredMs = 2_000;
const keyCount = 20;
const limitPerMinute = 10_000;

/** Gateway, authorizer and function as `npm start` serves them: says nothing of AWS's latency. */
export const endToEnd: Benchmark = {
  title: "requests through the local gateway",
  async run({ progress }) {
    const running = await startLocal({ port: 0, progress });
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

const issuedKey = z.object({ key: z.string() });

/** Enough keys for none to meet its limit. */
async function issueKeys({ url, operatorToken }: RunningLatchkey): Promise<string[]> {
  const account = `${url}/api/manage/v1/accounts/bench`;
  const send = async (method: string, target: string, body: object): Promise<unknown> => {
    const response = await fetch(target, {
      method,
      headers: { authorization: `Bearer ${operatorToken}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} answered ${response.status}`);
    return response.json();
  };
  await send("PUT", account, { plan: "enterprise" });
  const keys: string[] = [];
  for (let made = 0; made < keyCount; made++) {
    const body = { name: `Key ${made}`, rate_limit_per_minute: limitPerMinute };
    keys.push(issuedKey.parse(await send("POST", `${account}/keys`, body)).key);
  }
  return keys;
}

async function callModels(url: string, key: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/models`, {
    headers: { authorization: `Bearer ${key}` },
  });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`the gateway answered ${response.status}`);
}

import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { faultsOfSamples, type Sample, sampleOf } from "./samples.ts";
import type { WorkerOrder, WorkerReport } from "./worker.ts";

/*
 * `npm run test:load`: several processes use and change 100 keys of a local run at once, for five
 * minutes, or one minute with `--short`. It fails on any status that the state of a key does not
 * explain, and if the memory or the open handles of the server keep growing.
 */

const { values } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const seconds = values.short ? 60 : 300;
const processes = 4;
const keysEach = 25;
const root = fileURLToPath(new URL("../..", import.meta.url));
const operatorToken = "load";

async function startServer(directory: string): Promise<{ server: ChildProcess; url: string }> {
  const server = spawn(process.execPath, ["--import", "tsx", "bin/local.ts"], {
    cwd: root,
    env: {
      ...process.env,
      PORT: "0",
      LATCHKEY_RUN_DIR: directory,
      LATCHKEY_OPERATOR_TOKEN: operatorToken,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`npm start ended with ${code}`)));
    server.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      printed += chunk;
      const [, found] = /Latchkey is ready at (\S+)/.exec(printed) ?? [];
      if (found) resolve(found);
      // Its log of requests is of no use here.
      if (printed.length > 100_000) printed = "";
    });
  });
  return { server, url };
}

async function runWorker(order: WorkerOrder): Promise<WorkerReport> {
  const worker = fork(new URL("worker.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
  worker.send(order);
  const report = new Promise<WorkerReport>((resolve) => worker.once("message", resolve));
  const failed = once(worker, "exit").then(([code]) => {
    throw new Error(`a process of the load ended with ${code}`);
  });
  return Promise.race([report, failed]);
}

async function main(): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), "latchkey-load-"));
  const { server, url } = await startServer(directory);
  const samples: Sample[] = [];
  const sampling = setInterval(() => samples.push(sampleOf(server.pid ?? 0)), 500);
  try {
    const orders = Array.from({ length: processes }, (_, index) => ({
      url,
      operatorToken,
      accountId: `load_${index}`,
      keys: keysEach,
      seconds,
    }));
    const reports = await Promise.all(orders.map(runWorker));
    const counts: Record<string, number> = {};
    for (const report of reports) {
      for (const [what, count] of Object.entries(report.counts))
        counts[what] = (counts[what] ?? 0) + count;
    }
    console.log(`${processes} processes, ${processes * keysEach} keys, ${seconds} s`);
    console.table(counts);
    return [...reports.flatMap(({ faults }) => faults), ...faultsOfSamples(samples, console.log)];
  } finally {
    clearInterval(sampling);
    server.removeAllListeners("exit");
    server.kill();
    await once(server, "exit");
    await rm(directory, { recursive: true, force: true });
  }
}

const faults = await main();
for (const fault of faults.slice(0, 20)) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);

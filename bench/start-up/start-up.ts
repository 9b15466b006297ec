import { execFileSync, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Benchmark } from "../harness/benchmark.ts";
import { latchkey } from "../harness/figure.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export const startUp: Benchmark = {
  title: "npm start, from the command to the line that says it is ready",
  async run({ progress }) {
    await rm(`${root}.latchkey`, { recursive: true, force: true });
    const fromScratch = await secondsToReady();
    progress(`from scratch: ${fromScratch.toFixed(1)} s`);
    const unchanged = await secondsToReady();
    progress(`nothing changed: ${unchanged.toFixed(1)} s`);
    // npm's own Node runs it, as it does for everybody who types the command.
    const node = execFileSync("node", ["--version"], { encoding: "utf8" }).trim();
    const common = { of: latchkey, unit: "s", node };
    return [
      { ...common, name: "npm start, from scratch", value: fromScratch, target: { atMost: 10 } },
      { ...common, name: "npm start, nothing changed", value: unchanged, target: { atMost: 4 } },
    ];
  },
};

function secondsToReady(): Promise<number> {
  const startedAt = performance.now();
  const child = spawn("npm", ["start"], {
    cwd: root,
    env: { ...process.env, PORT: "0", LATCHKEY_RUN_DIR: `${root}.latchkey` },
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  return new Promise((resolve, reject) => {
    let printed = "";
    let seconds: number | undefined;
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (seconds !== undefined || !printed.includes("Latchkey is ready at")) return;
      seconds = (performance.now() - startedAt) / 1000;
      if (child.pid) process.kill(-child.pid, "SIGTERM");
    });
    child.once("error", reject);
    child.once("exit", (code) =>
      seconds === undefined ? reject(new Error(`npm start ended with ${code}`)) : resolve(seconds),
    );
  });
}

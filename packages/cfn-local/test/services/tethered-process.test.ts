import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, it } from "@jest/globals";

const packageDirectory = fileURLToPath(new URL("../..", import.meta.url));

/** The test looks into /proc. */
const onLinux = process.platform === "linux" ? it : it.skip;

describe("a tethered process", () => {
  onLinux("dies with the process that started it, even by SIGKILL", async () => {
    const script = `
      const { spawnTethered } = await import("./services/tethered-process.ts");
      const child = spawnTethered("sleep", ["1000"]);
      process.stdout.write(String(child.pid));
      setInterval(() => {}, 1000);`;
    const args = ["--import", "tsx", "--input-type=module", "-e", script];
    const parent = spawn(process.execPath, args, { cwd: packageDirectory });
    const pid = await firstOutput(parent);
    await untilItRuns(pid, "sleep");
    parent.kill("SIGKILL");
    await untilItRuns(pid, "");
  });
});

async function firstOutput(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stdout?.once("data", (chunk) => resolve(String(chunk))));
}

/** What a process runs; empty if it is gone, or dead and merely not yet collected. */
function commandOf(pid: string): string {
  try {
    const [, command = "", state] =
      /\((.*)\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return state === "Z" ? "" : command;
  } catch {
    return "";
  }
}

/** Resolves once a process runs that command; the test's own timeout ends a longer wait. */
async function untilItRuns(pid: string, command: string): Promise<void> {
  while (commandOf(pid) !== command) await setTimeout(20);
}

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

export interface StartedCommand {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly runDirectory: string;
  readonly printed: { stdout: string; stderr: string };
  /** Rejects with what it printed if it ends before it is ready. */
  readonly ready: Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** Ends it as a terminal or a supervisor would, and removes its run directory. */
  stop(): Promise<void>;
}

/** Runs what `npm start` runs, on a free port and in a run directory of its own. */
export function startCommand(environment: Readonly<NodeJS.ProcessEnv> = {}): StartedCommand {
  const runDirectory = mkdtempSync(join(tmpdir(), "latchkey-run-"));
  const child = spawn(process.execPath, ["--import", "tsx", "bin/local.ts"], {
    cwd: projectRoot,
    // A process group of its own, so that a test can signal it as a terminal does.
    detached: true,
    env: { ...process.env, PORT: "0", LATCHKEY_RUN_DIR: runDirectory, ...environment },
  });
  const printed = { stdout: "", stderr: "" };
  child.stderr.on("data", (chunk) => {
    printed.stderr += chunk;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("close", (code, signal) => resolve(signal ?? code));
  });
  const ready = new Promise<void>((resolve, reject) => {
    void ended.then(() => reject(new Error(printed.stderr)));
    child.stdout.on("data", (chunk) => {
      printed.stdout += chunk;
      if (printed.stdout.includes("Latchkey is ready at")) resolve();
    });
  });
  // Who is interested in the end alone does not wait for it.
  ready.catch(() => {});
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(runDirectory, { recursive: true, force: true });
  };
  return { child, pid: child.pid ?? 0, runDirectory, printed, ready, ended, stop };
}

/** The processes that a process has started, by what they run. Linux only. */
export function childrenOf(parent: number): { pid: number; command: string }[] {
  return readdirSync("/proc").flatMap((entry) => {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const [, ppid] = /\) \S (\d+)/.exec(stat) ?? [];
      return Number(ppid) === parent ? [{ pid: Number(entry), command: commandOf(entry) }] : [];
    } catch {
      return [];
    }
  });
}

/**
 * The program's name, or the script's that Node runs. The kernel's own name for a process is its
 * first thread's, which Node 24 calls `MainThread`.
 */
function commandOf(pid: string): string {
  const [program = "", script = ""] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  return basename(basename(program) === "node" ? script : program);
}

/**
 * The process of that name that a process has started. Linux only.
 *
 * @throws Error if there is none: a signal to process 0 or 1 would end more than the test
 */
export function childOf(parent: number, command?: string): number {
  const child = childrenOf(parent).find(
    (each) => command === undefined || each.command === command,
  );
  if (!child) throw new Error(`process ${parent} has not started ${command ?? "anything"}`);
  return child.pid;
}

/** Resolves once it is so; the test's own time-out ends the wait. */
export async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Whether a process runs; one that is dead and merely not yet collected does not. Linux only. */
export function isRunning(pid: number): boolean {
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

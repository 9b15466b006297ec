import { type ChildProcess, spawn } from "node:child_process";

/**
 * Replaces the shell by the program, after leaving behind a watcher that kills it once standard
 * input ends. The pipe's other end is ours: it closes when we die, even by SIGKILL, when nothing of
 * our own code gets to run any more.
 */
const script = 'exec 3<&0; (cat <&3; kill -9 $$) >/dev/null 2>&1 & exec "$@" </dev/null 3<&-';

/** Starts a program that does not outlive this process. */
export function spawnTethered(program: string, args: readonly string[]): ChildProcess {
  if (process.platform === "win32") {
    return spawn(program, args, { stdio: "pipe" });
  }
  return spawn("/bin/sh", ["-c", script, "sh", program, ...args], {
    stdio: "pipe",
  });
}

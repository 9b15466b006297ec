import { type ChildProcess, spawn } from "node:child_process";

/**
 * Replaces the shell by the program, after leaving behind a watcher that kills it once standard
 * input ends. The pipe's other end is ours: it closes when we die, even by SIGKILL, when nothing of
 * our own code gets to run any more.
 */
const script = 'exec 3<&0; (cat <&3; kill -9 $$) >/dev/null 2>&1 & exec "$@" </dev/null 3<&-';

/** Arguments for a shell that runs a program and kills it once standard input ends. */
export function tetheredArguments(program: string, args: readonly string[]): string[] {
  return ["-c", script, "sh", program, ...args];
}

/**
 * Starts a program that does not outlive this process. Windows needs no watcher: Node keeps its
 * children in a job that the system kills with it.
 *
 * @see https://github.com/libuv/libuv/blob/v1.x/src/win/process.c
 */
export function spawnTethered(program: string, args: readonly string[]): ChildProcess {
  if (process.platform === "win32") return spawn(program, args, { stdio: "pipe" });
  return spawn("/bin/sh", tetheredArguments(program, args), { stdio: "pipe" });
}

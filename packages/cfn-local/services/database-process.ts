import type { ChildProcess } from "node:child_process";
import { StartError } from "../start-error.ts";
import type { Address } from "./hidden-address.ts";

export interface Database {
  readonly endpoint: string;
  /** Resolves with one line once the database has ended by itself; never after `stop`. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

export interface DatabaseProgram {
  /** Its name in messages. */
  readonly name: string;
  /** The timeout for its first response after its start. */
  readonly readyWithinMs: number;
  /** A free address. */
  readonly address: () => Promise<Address>;
  readonly spawn: (address: Address) => ChildProcess;
}

/** Between finding a free port and listening on it, another process may take it. */
const attempts = 3;

/**
 * Starts a database process and waits until it answers.
 *
 * @throws StartError with the reason that the program gave, if it does not start
 */
export async function startDatabaseProgram(program: DatabaseProgram): Promise<Database> {
  let complaint = "";
  for (let attempt = 0; attempt < attempts; attempt++) {
    const address = await program.address();
    const child = program.spawn(address);
    const output = keepOutput(child);
    const endpoint = `http://${address.host}:${address.port}`;
    const ended = endOf(child);
    if (await answers(endpoint, child, program.readyWithinMs)) {
      return { endpoint, ...watch(program.name, child, ended) };
    }
    if (isRunning(child)) {
      await stop(child);
      throw new StartError(
        `${program.name} does not answer within ${program.readyWithinMs / 1000} s.`,
      );
    }
    if (child.pid !== undefined) await ended;
    complaint = complaintIn(output());
  }
  throw new StartError(`${program.name} does not start: ${complaint || "no reason given"}`);
}

function watch(
  name: string,
  child: ChildProcess,
  ended: Promise<string>,
): Omit<Database, "endpoint"> {
  let isStopping = false;
  const output = keepOutput(child);
  const died = new Promise<string>((resolve) => {
    void ended.then((how) => {
      if (!isStopping) resolve(`${name} ended by itself (${how}). ${complaintIn(output())}`.trim());
    });
  });
  return {
    died,
    stop: () => {
      isStopping = true;
      return stop(child);
    },
  };
}

/** Resolves, when the program has ended and all that it printed was read, with how it ended. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

/** The end of a program's output; the rest is dropped, so that it cannot fill the memory. */
function keepOutput(child: ChildProcess): () => string {
  const maxLength = 16_384;
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-maxLength);
    });
  }
  // Emitted instead of `close` if the program cannot be started at all.
  child.on("error", ({ message }) => {
    text += message;
  });
  return () => text;
}

/** The first line that names an error, else the last line. */
function complaintIn(output: string): string {
  const lines = output.trim().split(/\r?\n/);
  return (lines.find((line) => /exception|error/i.test(line)) ?? lines.at(-1) ?? "").trim();
}

async function answers(
  endpoint: string,
  child: ChildProcess,
  readyWithinMs: number,
): Promise<boolean> {
  const deadlineMs = Date.now() + readyWithinMs;
  while (isRunning(child) && Date.now() < deadlineMs) {
    try {
      await fetch(endpoint, { signal: AbortSignal.timeout(5000) });
      return isRunning(child);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  return false;
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 2000);
  await exited;
  clearTimeout(timer);
  child.stdin?.destroy();
}

import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { StartError } from "../start-error.ts";
import { hiddenAddress } from "./hidden-address.ts";
import { spawnTethered } from "./lifeline.ts";

/** How long the engine may take to answer; it takes milliseconds. */
const readyWithinMs = 10_000;
const attempts = 3;

export interface Database {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The engine's binary, which comes as an optional package for some platforms only. */
export function findDynoxide(): string | undefined {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const binary = join(dirname(manifest), "dynoxide");
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Runs Dynoxide, an embedded engine that speaks DynamoDB's protocol, where nobody finds it by
 * trying: it takes any signature, and tells browsers that any page may call it.
 *
 * @param file where to keep the data; undefined keeps it in memory
 * @see https://github.com/nubo-db/dynoxide
 */
export async function startDynoxide(binary: string, file: string | undefined): Promise<Database> {
  let complaint = "";
  // Between finding a free port and listening on it, another process may take it.
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { host, port } = await hiddenAddress();
    const place = file === undefined ? [] : ["--db-path", file];
    const args = ["serve", "--host", host, "--port", String(port), ...place];
    const child = spawnTethered(binary, args);
    const errors: string[] = [];
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => errors.push(chunk));
    const endpoint = `http://${host}:${port}`;
    if (await answers(endpoint, child)) return { endpoint, stop: () => stop(child) };
    await stop(child);
    complaint = errors.join("").trim().split("\n").at(-1) ?? "";
  }
  throw new StartError(`The embedded database does not start: ${complaint || "no reason given"}`);
}

async function answers(endpoint: string, child: ChildProcess): Promise<boolean> {
  let isRunning = true;
  child.once("exit", () => {
    isRunning = false;
  });
  child.once("error", () => {
    isRunning = false;
  });
  const deadlineMs = Date.now() + readyWithinMs;
  while (isRunning && Date.now() < deadlineMs) {
    try {
      await fetch(endpoint);
      return isRunning;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  return false;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 2000);
  await exited;
  clearTimeout(timer);
  child.stdin?.destroy();
}

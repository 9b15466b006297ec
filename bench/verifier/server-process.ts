import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { quietSdk } from "../harness/child.ts";

/** A server in a process of its own, so that its CPU can be told from that of its callers. */
export interface ServerProcess {
  readonly url: string;
  /** Keys that it accepts, if it made any. */
  readonly keys: readonly string[];
  /** CPU that the process has used so far, in microseconds. */
  cpuMicroseconds(): Promise<number>;
  stop(): void;
}

const readySchema = z.object({ url: z.string(), keys: z.array(z.string()).default([]) });
const cpuSchema = z.object({ cpuMicroseconds: z.number() });

export async function startServerProcess(module: URL, task: object): Promise<ServerProcess> {
  const child = fork(fileURLToPath(module), {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, ...quietSdk },
  });
  const nextMessage = () =>
    new Promise<unknown>((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`a server ended with code ${code}`));
      child.once("exit", onExit);
      child.once("message", (message) => {
        child.off("exit", onExit);
        resolve(message);
      });
    });
  child.send(task);
  const { url, keys } = readySchema.parse(await nextMessage());
  return {
    url,
    keys,
    async cpuMicroseconds() {
      child.send("cpu");
      return cpuSchema.parse(await nextMessage()).cpuMicroseconds;
    },
    stop: () => child.kill(),
  };
}

/** The child's side: starts the server that the task asks for, and says where it is. */
export function serveTask<T>(
  task: z.ZodType<T>,
  start: (task: T) => Promise<{ readonly url: string; readonly keys?: readonly string[] }>,
): void {
  process.once("message", async (message) => {
    process.send?.(await start(task.parse(message)));
    process.on("message", () => {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpuMicroseconds: user + system });
    });
  });
}

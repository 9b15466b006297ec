import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Bundle } from "./bundle.ts";
import type { InvocationMessage } from "./container-message.ts";

/** Runs one container's code, apart from all else. A `Worker` is one. */
export interface Sandbox {
  readonly stdout: Readable;
  readonly stderr: Readable;
  on(event: "message", listener: (message: unknown) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "exit", listener: () => void): unknown;
  once(event: "message", listener: (message: unknown) => void): unknown;
  postMessage(message: InvocationMessage): void;
  terminate(): Promise<unknown>;
}

type Environment = Readonly<Record<string, string>>;

const nodeRuntime = new URL("./runtime.mjs", import.meta.url);
const pythonRuntime = fileURLToPath(new URL("./bootstrap.py", import.meta.url));

/** Starts what a function's code needs: a worker thread for JavaScript, a process for Python. */
export function startSandbox(bundle: Bundle, env: Environment): Sandbox {
  if (bundle.language === "python") return new PythonProcess(bundle, env);
  return new Worker(nodeRuntime, {
    workerData: bundle,
    env,
    // Not the host's: a function runs without a TypeScript loader or an inspector.
    execArgv: [],
    stdout: true,
    stderr: true,
  });
}

/** Speaks with `bootstrap.py` as a worker's host does with the worker, in lines of JSON. */
class PythonProcess extends EventEmitter implements Sandbox {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly #child: ChildProcess;

  constructor({ module, exportName }: Extract<Bundle, { language: "python" }>, env: Environment) {
    super();
    // -B: the code's directory is an asset, in which compiled files would be foreign.
    this.#child = spawn("python3", ["-B", "-u", pythonRuntime, module, exportName], {
      // The host's path, by which Python is found.
      env: { ...env, PATH: process.env.PATH ?? "" },
      stdio: ["pipe", "pipe", "pipe", "pipe"],
    });
    this.stdout = this.#child.stdout ?? Readable.from([]);
    this.stderr = this.#child.stderr ?? Readable.from([]);
    this.#child.once("error", (error) => this.emit("error", error));
    this.#child.once("exit", () => this.emit("exit"));
    // A process that is gone is told by its exit.
    this.#child.stdin?.on("error", () => {});
    const answers = this.#child.stdio[3];
    if (answers instanceof Readable) {
      const lines = createInterface({ input: answers });
      lines.on("line", (line) => this.emit("message", JSON.parse(line)));
    }
  }

  postMessage(message: InvocationMessage): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  async terminate(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#child;
    if (exitCode !== null || signalCode !== null || pid === undefined) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }
}

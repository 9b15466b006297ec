import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the consumers are installed, and where all of them are run. */
export const directory = fileURLToPath(new URL("..", import.meta.url));
const projectRoot = join(directory, "../..");

export interface Outcome {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs one of the consumers to its end, such as `spectral lint openapi.json`. */
export function runConsumer(command: string): Promise<Outcome> {
  return runNode(consumer(command));
}

/** Runs the project's own compiler to its end. */
export function compile(project: string): Promise<Outcome> {
  return runNode([join(projectRoot, "node_modules/typescript/bin/tsc"), "--project", project]);
}

/** Runs a TypeScript program of this directory to its end. */
export function runProgram(
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<Outcome> {
  return runNode(["--import", "tsx", file], environment);
}

export interface RunningPrism {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts Prism, which forwards each call and notes in its answer what the document does not allow. */
export async function startPrism(document: string, upstream: string): Promise<RunningPrism> {
  const command = consumer(`prism proxy ${document} ${upstream} --port 0`);
  const child = spawn(process.execPath, command, {
    cwd: directory,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let printed = "";
    child.once("error", reject);
    child.once("close", () => reject(new Error(`Prism did not start:\n${printed}`)));
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      printed += chunk;
      const [, address] = /Prism is listening on (http:\S+)/.exec(printed) ?? [];
      if (address) resolve(address);
    });
  });
  return {
    url,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

function consumer(command: string): string[] {
  const [name = "", ...words] = command.split(" ");
  return [join(directory, "node_modules/.bin", name), ...words];
}

function runNode(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { cwd: directory, env: { ...process.env, ...environment } };
    const child = execFile(process.execPath, words, options, (_failure, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, output: stdout + stderr }),
    );
  });
}

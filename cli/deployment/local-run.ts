import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { runDirectoryOf } from "../../local/run-directory.ts";
import type { Deployment } from "./deployment.ts";

/** The `run.json` that `npm start` writes while it runs (local/run-file.ts). */
const runFile = z.object({
  pid: z.number().int(),
  url: z.string(),
  outputs: z.record(z.string(), z.string()),
  endpoints: z.object({ dynamodb: z.string(), secretsManager: z.string(), sqs: z.string() }),
  region: z.string(),
  accessLogFile: z.string(),
});

/**
 * Finds the local run, if there is one.
 *
 * @param environment `LATCHKEY_RUN_DIR` chooses between several local runs
 * @returns undefined if there is none; the file of a killed run is ignored
 */
export async function findLocalRun(
  environment: NodeJS.ProcessEnv,
): Promise<Deployment | undefined> {
  const path = join(runDirectoryOf(environment), "run.json");
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const run = runFile.safeParse(parseJson(text)).data;
  if (!run || !isRunning(run.pid)) return undefined;
  return {
    name: "the local run",
    isLocal: true,
    outputs: new Map(Object.entries(run.outputs)),
    apiUrl: `${run.url}/api`,
    aws: {
      region: run.region,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      endpoints: run.endpoints,
    },
    accessLogFile: run.accessLogFile,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Signal 0 only checks that the process exists (kill(2)). */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

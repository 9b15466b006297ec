import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runDirectoryOf } from "../local/run-directory.ts";
import type { VerifierConfig, VerifierOptions } from "./options.ts";

/**
 * Finds a running `npm start`, and gives the options of a verifier for it.
 *
 * @param directory where the run has its `run.json`. Default: `LATCHKEY_RUN_DIR`, else the
 *   user's own, as for `npm start`
 * @throws Error that says how to start one, if none runs
 * @example const verifier = createVerifier(await localRun());
 */
export async function localRun(directory?: string): Promise<VerifierOptions> {
  const place = directory ?? runDirectoryOf(process.env);
  const run = await readRun(join(place, "run.json"));
  if (run) return optionsOf(run);
  throw new Error(
    `localRun: no local run was found in ${place}: run \`npm start\` first, or set LATCHKEY_RUN_DIR`,
  );
}

/** The part of `run.json` that is needed (local/run-file.ts). */
interface Run {
  readonly region: string;
  readonly endpoints: { readonly dynamodb: string; readonly secretsManager: string };
  readonly outputs: Readonly<Record<string, string>>;
}

/** @returns undefined if nothing runs: the file of a killed run is ignored */
async function readRun(path: string): Promise<Run | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const run: Partial<Run> & { readonly pid?: number } = parseObject(text);
  const { pid, region, endpoints, outputs } = run;
  if (!region || !endpoints || !outputs || !pid || !isRunning(pid)) return undefined;
  return { region, endpoints, outputs };
}

function optionsOf({ region, endpoints, outputs }: Run): VerifierOptions {
  const { TableName: tableName = "", PepperSecretArn: pepperSecretArn = "" } = outputs;
  const { Settings: settings, ImportedKeys: importedKeys } = outputs;
  const config: VerifierConfig = {
    ...(settings ? parseObject(settings) : {}),
    ...(importedKeys ? { importedKeys: JSON.parse(importedKeys) } : {}),
  };
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return { tableName, pepperSecretArn, region, endpoints, credentials, config };
}

function parseObject(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
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

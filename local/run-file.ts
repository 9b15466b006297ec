import { renameSync, rmSync, writeFileSync } from "node:fs";
import type { RunningAssembly } from "../packages/cfn-local/index.ts";
import { reasonOf, StartError } from "../packages/cfn-local/start-error.ts";
import { region } from "../packages/cfn-local/template/simulated-account.ts";

/** The description of a local run for the CLI; cli/deployment reads it. */
export interface RunDescription {
  readonly url: string;
  /** The stack's outputs, as `cdk deploy` would print them. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly endpoints: RunningAssembly["endpoints"];
  readonly accessLogFile: string;
}

/**
 * Describes this run to the CLI, in a file that exists as long as the run. Only its owner may read
 * the file, because it leads to the secrets.
 *
 * @throws StartError if the file cannot be written
 */
export async function writeRunFile(
  path: string,
  { outputs, ...description }: RunDescription,
): Promise<{ stop(): Promise<void> }> {
  const { pid } = process;
  const content = { pid, region, ...description, outputs: Object.fromEntries(outputs) };
  const temporary = `${path}.${pid}`;
  try {
    writeFileSync(temporary, JSON.stringify(content, null, 2), { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    throw new StartError(`${path} cannot be written: ${reasonOf(error)}`);
  }
  return { stop: async () => rmSync(path, { force: true }) };
}

import { CliError } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import type { Deployment } from "./deployment.ts";
import { findLocalRun } from "./local-run.ts";
import { findStage } from "./stage.ts";

/**
 * Finds the deployment for a command that needs more than the API.
 *
 * @throws CliError if there is no deployment
 */
export async function findDeployment(
  stage: string | undefined,
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<Deployment> {
  if (stage !== undefined) return findStage(stage, environment, terminal);
  const run = await findLocalRun(environment);
  if (run) return run;
  throw new CliError("misuse", "No local run found. Start one (npm start), or pass --stage.");
}

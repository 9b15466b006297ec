import type { Deployment } from "../deployment/deployment.ts";
import { importedKeysOf } from "../deployment/settings.ts";
import { CliError } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

/**
 * Makes sure that imported keys would be accepted: the authorizer looks up only those that the
 * deployment is configured for.
 *
 * @throws CliError if the deployment has another prefix, or it cannot be known
 */
export function checkForeignPrefix(
  wanted: string | undefined,
  deployment: Deployment | undefined,
  terminal: Terminal,
): void {
  if (!deployment) {
    if (wanted === undefined) return;
    throw new CliError("misuse", "--prefix can only be checked of a stage or the local run.");
  }
  const imported = importedKeysOf(deployment);
  if (imported === "any") return;
  const configured = imported === "none" ? undefined : imported.prefix;
  if (wanted !== undefined && wanted !== configured) {
    const has = configured === undefined ? "no prefix" : `the prefix "${configured}"`;
    const how = howToSet(deployment, wanted);
    throw new CliError("misuse", `${deployment.name} is configured with ${has}: ${how}.`);
  }
  if (configured === undefined) {
    terminal.note(
      `${deployment.name} takes no imported keys yet, so they are refused: ${howToSet(deployment, "…")}.`,
    );
  }
}

function howToSet({ isLocal }: Deployment, prefix: string): string {
  return isLocal
    ? `start it with LATCHKEY_FOREIGN_KEY_PREFIX=${prefix}`
    : `set keys.imported to { prefix: "${prefix}" } in latchkey.config.ts and deploy`;
}

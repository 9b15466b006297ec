import { randomBytes } from "node:crypto";
import { Command } from "commander";
import { type CommandContext, printResult } from "../command-context.ts";
import type { Deployment } from "../deployment/deployment.ts";
import { findDeployment } from "../deployment/find-deployment.ts";
import { CliError, exitCodeHelp } from "../exit-code.ts";
import { proxyHelp } from "../network/proxies.ts";
import { countVersions } from "../pepper/count-versions.ts";
import { type KeyringSecret, readKeyringSecret } from "../pepper/keyring-secret.ts";
import { readKeyringText, withNewVersion, withoutVersion } from "../pepper/keyring-text.ts";
import { refuseRemoval } from "../pepper/removal.ts";
import { showStatus, statusObject } from "../pepper/show-status.ts";
import { confirmOrRefuse } from "./confirm.ts";

interface Flags {
  readonly stage?: string;
  readonly status?: boolean;
  readonly remove?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** 256 bits, the output size of HMAC-SHA-256. */
const pepperBytes = 32;

const afterHelp = `
Without --status or --remove, the command adds a new version of the pepper and
makes it the active one. All keys keep working: a key with an older version
moves to the new one when it is next used, in the same write that counts the
request. --status shows how many keys are left on each version. You can remove
a version without keys. A key that nobody uses keeps its old version: revoke
it, or keep the version, which costs nothing.

On AWS it needs cloudformation:DescribeStacks, secretsmanager:GetSecretValue
and PutSecretValue on the pepper's secret, and dynamodb:Scan on the table for
--status and --remove.

${proxyHelp}

${exitCodeHelp}`;

/** `latchkey rotate-pepper`: adds a pepper version, counts keys per version, removes a version. */
export function rotatePepperCommand(context: CommandContext): Command {
  return new Command("rotate-pepper")
    .usage("[--stage <stage>] [--status | --remove <version>]")
    .description("Rotates the pepper that API keys are hashed with, without downtime.")
    .option("--stage <stage>", "deployed stage, such as prod (default: the local run)")
    .option("--status", "only count the keys per version")
    .option("--remove <version>", "remove a version that no key needs, such as v1")
    .option("--yes", "skip the confirmation")
    .option("--json", "print JSON (default if the output is not a terminal)")
    .addHelpText("after", afterHelp)
    .action(async (flags: Flags) => {
      if (flags.status && flags.remove !== undefined) {
        throw new CliError("misuse", "--status and --remove cannot be used together.");
      }
      const deployment = await findDeployment(flags.stage, context.environment, context.terminal);
      const secret = await readKeyringSecret(deployment);
      if (flags.status) await status(deployment, secret, flags, context);
      else if (flags.remove !== undefined) {
        await remove(flags.remove, deployment, secret, flags, context);
      } else await rotate(deployment, secret, flags, context);
    });
}

async function rotate(
  { name }: Deployment,
  secret: KeyringSecret,
  flags: Flags,
  context: CommandContext,
): Promise<void> {
  const change = withNewVersion(secret.text, randomBytes(pepperBytes).toString("base64url"));
  const question = `Add pepper ${change.version} to ${name} and make it the active one?`;
  if (!flags.yes) await confirmOrRefuse(question, context.terminal);
  await secret.replace(change.text);
  const { active, versions } = readKeyringText(change.text);
  const result = { object: "pepper_rotation", active, versions };
  printResult(result, flags, context, () => `${active} is the active pepper of ${name}.`);
  context.terminal.note(
    "Keys move to it when they are next used; --status shows how many are left.",
  );
}

async function status(
  deployment: Deployment,
  secret: KeyringSecret,
  flags: Flags,
  context: CommandContext,
): Promise<void> {
  const { active, versions } = readKeyringText(secret.text);
  const counts = (await count(deployment, false, context)).counts(versions);
  const found = { active, versions, counts };
  printResult(statusObject(found), flags, context, (_, columns) => showStatus(found, columns));
}

async function remove(
  version: string,
  deployment: Deployment,
  secret: KeyringSecret,
  flags: Flags,
  context: CommandContext,
): Promise<void> {
  const change = withoutVersion(secret.text, version);
  refuseRemoval.soonAfterChange(secret.changedAtEpochMs, Date.now());
  const tally = await count(deployment, true, context);
  const [found] = tally.counts([version]);
  if (found) refuseRemoval.whileInUse(found);
  const question = `Remove pepper ${version} from ${deployment.name}? This cannot be undone.`;
  if (!flags.yes) await confirmOrRefuse(question, context.terminal);
  await secret.replace(change.text);
  const { active, versions } = readKeyringText(change.text);
  const result = { object: "pepper_removal", removed: version, active, versions };
  printResult(result, flags, context, () => `Removed ${version} from ${deployment.name}.`);
}

function count(deployment: Deployment, consistently: boolean, { terminal }: CommandContext) {
  return countVersions(deployment, {
    consistently,
    nowEpochSeconds: Math.floor(Date.now() / 1000),
    progress: (keys) => terminal.progress(`${keys} keys counted`),
  });
}

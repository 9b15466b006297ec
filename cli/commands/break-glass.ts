import { Command } from "commander";
import { keyPrefix } from "../../core/key/api-key.ts";
import { shownFields } from "../../core/key/field-values.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import { keyIdOf } from "../api/paths.ts";
import { callerArn } from "../break-glass/caller-arn.ts";
import { endKey, type KeyEnd, keyEnds, readKeyItem } from "../break-glass/change-key.ts";
import { type CommandContext, printResult } from "../command-context.ts";
import type { Deployment } from "../deployment/deployment.ts";
import { findDeployment } from "../deployment/find-deployment.ts";
import { configOfDeployment } from "../deployment/settings.ts";
import { exitCodeHelp } from "../exit-code.ts";
import { proxyHelp } from "../network/proxies.ts";
import { showKey } from "../output/show-key.ts";
import type { Terminal } from "../terminal.ts";
import { confirmOrRefuse } from "./confirm.ts";

interface Flags {
  readonly stage?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const afterHelp = `
For when the management API does not let you in: a flood, a lost operator token,
a broken issuer. It writes what the API would write, in the same transaction,
with AWS credentials alone. The next request with the key is refused, and the
audit trail names your IAM identity. "latchkey keys resume" ends a pause.

On AWS it needs cloudformation:DescribeStacks, and dynamodb:GetItem, PutItem and
UpdateItem on the table. docs/floods.md has a policy.

${proxyHelp}

${exitCodeHelp}`;

const descriptions: Readonly<Record<KeyEnd, string>> = {
  revoke: "revoke a key permanently, past the API",
  pause: "pause a key, past the API: its requests are rejected until an operator resumes it",
};

/** `latchkey break-glass`: ends a key with AWS credentials alone. */
export function breakGlassCommand(context: CommandContext): Command {
  const command = new Command("break-glass")
    .description("end a key with AWS credentials, if the management API is out of reach")
    .addHelpText("after", afterHelp);
  for (const end of keyEnds) command.addCommand(endCommand(end, context));
  return command;
}

function endCommand(end: KeyEnd, context: CommandContext): Command {
  return new Command(end)
    .description(descriptions[end])
    .argument("<key>", "ID, or the prefix that lists show")
    .option("--stage <stage>", "deployed stage, such as prod (default: the local run)")
    .option("--yes", "skip the confirmation")
    .option("--json", "print JSON (default if the output is not a terminal)")
    .addHelpText("after", afterHelp)
    .action(async (reference: string, flags: Flags) => {
      const keyId = keyIdOf(reference);
      const { terminal, environment } = context;
      const deployment = await findDeployment(flags.stage, environment, terminal);
      if (!flags.yes)
        await confirm(end, await readKeyItem(deployment, keyId), deployment, terminal);
      const subject = await subjectOf(deployment, terminal);
      const record = await endKey(deployment, keyId, end, subject);
      printResult(keyObject(record, deployment), flags, context, (result, columns) =>
        showKey(result, Date.now(), columns),
      );
    });
}

async function confirm(
  end: KeyEnd,
  key: ManagedKey,
  { name }: Deployment,
  terminal: Terminal,
): Promise<void> {
  const what = `${end === "revoke" ? "Revoke" : "Pause"} key ${key.id} (${key.name})`;
  const ending = end === "revoke" ? " This cannot be undone." : "";
  await confirmOrRefuse(`${what} of account ${key.accountId} in ${name}?${ending}`, terminal);
}

/** An emergency does not wait for a name: CloudTrail has it too. */
async function subjectOf(deployment: Deployment, terminal: Terminal): Promise<string | undefined> {
  return callerArn(deployment).catch((error: Error) => {
    terminal.note(`The audit trail will not name you: ${error.message}`);
    return undefined;
  });
}

/** The key as the management API shows it. */
function keyObject(record: ManagedKey, deployment: Deployment) {
  const { id, account_id, name, ...others } = shownFields(record, Math.floor(Date.now() / 1000));
  const key_prefix = keyPrefix(record.id, configOfDeployment(deployment).keyPrefix);
  return { object: "api_key", id, account_id, name, key_prefix, ...others };
}

import { Command } from "commander";
import packageFile from "../package.json" with { type: "json" };
import type { CommandContext } from "./command-context.ts";
import { accountsCommand } from "./commands/accounts.ts";
import { breakGlassCommand } from "./commands/break-glass.ts";
import { configCommand } from "./commands/config.ts";
import { eventsCommand } from "./commands/events.ts";
import { explainCommand } from "./commands/explain.ts";
import { importCommand } from "./commands/import.ts";
import { keysCommand } from "./commands/keys.ts";
import { loginCommand, logoutCommand } from "./commands/login.ts";
import { requestsCommand } from "./commands/requests.ts";
import { rotatePepperCommand } from "./commands/rotate-pepper.ts";
import { smokeCommand } from "./commands/smoke.ts";
import { webhooksCommand } from "./commands/webhooks.ts";
import { withCompletion } from "./completion.ts";
import { exitCodeHelp } from "./exit-code.ts";
import { proxyHelp } from "./network/proxies.ts";

const afterHelp = `
Target: --stage finds a deployed stack with your AWS credentials. --url or
LATCHKEY_URL gives an address. Without either, the command uses the local run
(npm start).

Credential: LATCHKEY_OPERATOR_TOKEN, else your sign-in (latchkey login) to the
same target, else the operator token from Secrets Manager of the stage or the
local run, else from a prompt. A token is never read from the command line.

Timeout: a call fails after 20 seconds or 4 attempts. After a second or two,
stderr says what the command is waiting for.

${proxyHelp}

${exitCodeHelp}`;

/** The CLI for operators. */
export function latchkeyProgram(context: CommandContext): Command {
  const program = new Command("latchkey")
    .description("Manages the accounts and API keys of a Latchkey deployment.")
    .addCommand(accountsCommand(context))
    .addCommand(keysCommand(context))
    .addCommand(eventsCommand(context))
    .addCommand(explainCommand(context))
    .addCommand(requestsCommand(context))
    .addCommand(importCommand(context))
    .addCommand(rotatePepperCommand(context))
    .addCommand(breakGlassCommand(context))
    .addCommand(webhooksCommand(context))
    .addCommand(configCommand(context))
    .addCommand(smokeCommand(context))
    .addCommand(loginCommand(context))
    .addCommand(logoutCommand(context))
    .version(packageFile.version, "-V, --version", "print the version")
    .addHelpText("after", afterHelp);
  return withCompletion(program);
}

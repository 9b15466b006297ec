import { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { accountsCommand } from "./commands/accounts.ts";
import { configCommand } from "./commands/config.ts";
import { eventsCommand } from "./commands/events.ts";
import { explainCommand } from "./commands/explain.ts";
import { keysCommand } from "./commands/keys.ts";
import { exitCodeHelp } from "./exit-code.ts";
import { proxyHelp } from "./network/proxies.ts";

const afterHelp = `
Where: --stage finds a deployed stack by AWS's usual credentials; --url or LATCHKEY_URL names an
address; otherwise the local run (npm start) is meant.

Operator token: LATCHKEY_OPERATOR_TOKEN, else from Secrets Manager of the stage or the local run,
else it is asked for. It is never taken from the command line.

Time: a call is given up after 20 seconds and at most 4 attempts. What takes longer than 2 seconds is
said on stderr.

${proxyHelp}

${exitCodeHelp}`;

/** The operators' command line. */
export function latchkeyProgram(context: CommandContext): Command {
  return new Command("latchkey")
    .description("Manages the accounts and API keys of a Latchkey deployment.")
    .addCommand(accountsCommand(context))
    .addCommand(keysCommand(context))
    .addCommand(eventsCommand(context))
    .addCommand(explainCommand(context))
    .addCommand(configCommand(context))
    .addHelpText("after", afterHelp);
}

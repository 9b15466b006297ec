import { Command } from "commander";
import { listPages, type PageFlags } from "../api/list-pages.ts";
import { accountPath } from "../api/paths.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import { CliError } from "../exit-code.ts";
import { showKey, showKeys } from "../output/show-key.ts";
import { noteMore, withPageFlags } from "./flags.ts";
import { createCommand, rotateCommand } from "./issue-keys.ts";
import { pauseCommand, resumeCommand, revokeCommand } from "./key-changes.ts";
import { namedKey, readKey, withKeyArgument } from "./named-key.ts";
import { updateCommand } from "./update-key.ts";

export function keysCommand(context: CommandContext): Command {
  return new Command("keys")
    .description("manage keys (<key> is an ID or a prefix)")
    .configureHelp({ subcommandTerm: (one) => `${namesOf(one)} ${one.usage()}` })
    .addCommand(createCommand(context))
    .addCommand(listCommand(context))
    .addCommand(getCommand(context))
    .addCommand(updateCommand(context))
    .addCommand(pauseCommand(context))
    .addCommand(resumeCommand(context))
    .addCommand(rotateCommand(context))
    .addCommand(revokeCommand(context));
}

function namesOf(command: Command): string {
  return [command.name(), ...command.aliases()].join("|");
}

interface ListFlags extends CommonFlags, PageFlags {
  readonly active?: boolean;
  readonly inactive?: boolean;
  readonly usage?: boolean;
}

function listCommand(context: CommandContext): Command {
  const command = new Command("list")
    .description("list an account's keys, newest first")
    .argument("<account>")
    .option("--active", "only keys that are neither paused nor revoked")
    .option("--inactive", "only keys that are paused or revoked")
    .option("--usage", "include the requests of the last 30 days, and what is left of quotas");
  return withCommonFlags(withPageFlags(command)).action(
    async (accountId: string, flags: ListFlags) => {
      const path = `${accountPath(accountId)}/keys`;
      const query = { is_active: wantedState(flags), include: flags.usage ? "usage" : undefined };
      const { api } = await connectFor(flags, context);
      const result = await listPages(api, path, query, flags, context.terminal);
      printResult(result, flags, context, (keys, columns) => showKeys(keys, Date.now(), columns));
      noteMore(result, context);
    },
  );
}

function wantedState({ active, inactive }: ListFlags): string | undefined {
  if (active && inactive)
    throw new CliError("misuse", "--active and --inactive cannot be used together.");
  if (!active && !inactive) return undefined;
  return active ? "true" : "false";
}

function getCommand(context: CommandContext): Command {
  const command = new Command("get")
    .alias("show")
    .description("show one key, its usage and its refusals");
  return withCommonFlags(withKeyArgument(command)).action(
    async (first: string, second: string | undefined, flags: CommonFlags) => {
      const named = namedKey(first, second);
      const { api } = await connectFor(flags, context);
      const key = await readKey(api, named, { include: "usage,refusals" });
      printResult(key, flags, context, (result, columns) => showKey(result, Date.now(), columns));
    },
  );
}

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
import { showAllEvents, showEvents } from "../output/show-events.ts";
import { noteMore, withPageFlags } from "./flags.ts";

interface EventsFlags extends CommonFlags, PageFlags {
  readonly allAccounts?: boolean;
}

export function eventsCommand(context: CommandContext): Command {
  const command = new Command("events")
    .description("show the audit trail of an account, or of all accounts, newest first")
    .argument("[account]")
    .option("--all-accounts", "the last 30 days of all accounts, a second or two behind");
  return withCommonFlags(withPageFlags(command)).action(
    async (accountId: string | undefined, flags: EventsFlags) => {
      const path = pathOf(accountId, flags);
      const { api } = await connectFor(flags, context);
      const result = await listPages(api, path, {}, flags, context.terminal);
      printResult(result, flags, context, flags.allAccounts ? showAllEvents : showEvents);
      noteMore(result, context);
    },
  );
}

/** @throws CliError unless there is either an account or the flag */
function pathOf(accountId: string | undefined, { allAccounts }: EventsFlags): string {
  if (accountId !== undefined && !allAccounts) return `${accountPath(accountId)}/events`;
  if (accountId === undefined && allAccounts) return "/events";
  throw new CliError("misuse", "Pass an account, or --all-accounts instead of one.");
}

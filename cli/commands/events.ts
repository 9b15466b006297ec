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
import { showEvents } from "../output/show-events.ts";
import { noteMore, withPageFlags } from "./flags.ts";

export function eventsCommand(context: CommandContext): Command {
  const command = new Command("events")
    .description("show the audit trail of an account, newest first")
    .argument("<account>");
  return withCommonFlags(withPageFlags(command)).action(
    async (accountId: string, flags: CommonFlags & PageFlags) => {
      const path = `${accountPath(accountId)}/events`;
      const { api } = await connectFor(flags, context);
      const result = await listPages(api, path, {}, flags, context.terminal);
      printResult(result, flags, context, showEvents);
      noteMore(result, context);
    },
  );
}

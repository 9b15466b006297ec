import { Command } from "commander";
import { succeed } from "../api/api-response.ts";
import { listPages, type PageFlags } from "../api/list-pages.ts";
import { accountPath } from "../api/paths.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import { showAccount, showAccounts } from "../output/show-account.ts";
import { putCommand, suspendCommand, unsuspendCommand } from "./account-changes.ts";
import { noteMore, withPageFlags } from "./flags.ts";

export function accountsCommand(context: CommandContext): Command {
  return new Command("accounts")
    .description("manage accounts, their plans and suspensions")
    .addCommand(listCommand(context))
    .addCommand(getCommand(context))
    .addCommand(putCommand(context))
    .addCommand(suspendCommand(context))
    .addCommand(unsuspendCommand(context));
}

interface ListFlags extends CommonFlags, PageFlags {
  readonly email?: string;
  readonly idPrefix?: string;
}

function listCommand(context: CommandContext): Command {
  const command = new Command("list")
    .description("list all accounts, or find some, ordered by ID")
    .option("--email <address>", "only accounts with this contact address")
    .option("--id-prefix <text>", "only accounts whose ID begins like this");
  return withCommonFlags(withPageFlags(command)).action(async (flags: ListFlags) => {
    const { api } = await connectFor(flags, context);
    const query = { email: flags.email, id_prefix: flags.idPrefix };
    const result = await listPages(api, "/accounts", query, flags, context.terminal);
    printResult(result, flags, context, showAccounts);
    noteMore(result, context);
  });
}

function getCommand(context: CommandContext): Command {
  const command = new Command("get").description("show one account").argument("<account>");
  return withCommonFlags(command).action(async (accountId: string, flags: CommonFlags) => {
    const path = accountPath(accountId);
    const { api } = await connectFor(flags, context);
    const response = await api.request({ method: "GET", path, query: { include: "refusals" } });
    printResult(succeed(response), flags, context, showAccount);
  });
}

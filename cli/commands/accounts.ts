import { Command } from "commander";
import { succeed } from "../api/answer.ts";
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
import { noteMore, wholeNumber, withPageFlags } from "./flags.ts";

export function accountsCommand(context: CommandContext): Command {
  return new Command("accounts")
    .description("who has keys, and on which plan")
    .addCommand(listCommand(context))
    .addCommand(getCommand(context))
    .addCommand(putCommand(context));
}

function listCommand(context: CommandContext): Command {
  const command = new Command("list").description("list all accounts, by id");
  return withCommonFlags(withPageFlags(command)).action(async (flags: CommonFlags & PageFlags) => {
    const { api } = await connectFor(flags, context);
    const result = await listPages(api, "/accounts", {}, flags);
    printResult(result, flags, context, showAccounts);
    noteMore(result, context);
  });
}

function getCommand(context: CommandContext): Command {
  const command = new Command("get").description("show one account").argument("<account>");
  return withCommonFlags(command).action(async (accountId: string, flags: CommonFlags) => {
    const path = accountPath(accountId);
    const { api } = await connectFor(flags, context);
    printResult(succeed(await api.ask({ method: "GET", path })), flags, context, showAccount);
  });
}

interface PutFlags extends CommonFlags {
  readonly plan: string;
  readonly name?: string;
  readonly maxActiveKeys?: number;
}

function putCommand(context: CommandContext): Command {
  const command = new Command("put")
    .description("create an account, or move it to another plan: its keys follow at once")
    .argument("<account>")
    .requiredOption("--plan <plan>", "free, pro, agency, master, business or enterprise")
    .option("--name <name>", "what people call it")
    .option("--max-active-keys <number>", "how many keys it may have, 1 to 90", wholeNumber);
  return withCommonFlags(command).action(async (accountId: string, flags: PutFlags) => {
    const path = accountPath(accountId);
    const { plan, name, maxActiveKeys: max_active_keys } = flags;
    const { api } = await connectFor(flags, context);
    // JSON leaves out what is undefined.
    const answer = await api.ask({ method: "PUT", path, body: { plan, name, max_active_keys } });
    printResult(succeed(answer), flags, context, showAccount);
  });
}

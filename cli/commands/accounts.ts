import { isDeepStrictEqual } from "node:util";
import { Command } from "commander";
import type { Plans } from "../../core/account/plan.ts";
import { hasCode, succeed } from "../api/api-response.ts";
import { listPages, type PageFlags } from "../api/list-pages.ts";
import type { ManagementApi } from "../api/management-api.ts";
import { type Account, account } from "../api/objects.ts";
import { accountPath } from "../api/paths.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import { configOfDeployment } from "../deployment/settings.ts";
import { showAccount, showAccounts } from "../output/show-account.ts";
import { showChanges } from "../output/show-events.ts";
import { confirmOrRefuse } from "./confirm.ts";
import { type MetadataFlag, metadataPair, noteMore, wholeNumber, withPageFlags } from "./flags.ts";

export function accountsCommand(context: CommandContext): Command {
  return new Command("accounts")
    .description("manage accounts and their plans")
    .addCommand(listCommand(context))
    .addCommand(getCommand(context))
    .addCommand(putCommand(context));
}

function listCommand(context: CommandContext): Command {
  const command = new Command("list").description("list all accounts, ordered by ID");
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
    printResult(succeed(await api.request({ method: "GET", path })), flags, context, showAccount);
  });
}

interface PutFlags extends CommonFlags {
  readonly plan: string;
  readonly name?: string;
  readonly maxActiveKeys?: number;
  readonly metadata?: MetadataFlag;
  readonly yes?: boolean;
}

function putCommand(context: CommandContext): Command {
  const command = new Command("put")
    .description("create an account, or change it; a new plan applies to its keys immediately")
    .argument("<account>")
    .requiredOption(
      "--plan <plan>",
      "one of the configured plans (npx --no-install latchkey config check)",
    )
    .option("--name <name>", "display name")
    .option("--max-active-keys <number>", "maximum number of keys, 1 to 90", wholeNumber)
    .option("--metadata <name=value>", "replaces all pairs; repeat for each pair", metadataPair)
    .option("--no-metadata", "remove all pairs")
    .option("--yes", "skip the confirmation if the new plan blocks the account's keys");
  return withCommonFlags(command).action(async (accountId: string, flags: PutFlags) => {
    const path = accountPath(accountId);
    const { plan, name, maxActiveKeys: max_active_keys, metadata } = flags;
    const { api, deployment } = await connectFor(flags, context);
    const { plans } = configOfDeployment(deployment);
    const before = await existing(api, path);
    if (before && shutsOut(before.plan, plan, plans) && !flags.yes) {
      await confirmOrRefuse(lossQuestion(before, plan), context.terminal);
    }
    // JSON leaves out what is undefined.
    const response = await api.request({
      method: "PUT",
      path,
      body: { plan, name, max_active_keys, metadata: metadata === false ? {} : metadata },
    });
    printResult(succeed(response), flags, context, showAccount);
    context.terminal.note(outcome(before, account.parse(response.body)));
  });
}

async function existing(api: ManagementApi, path: string): Promise<Account | undefined> {
  const response = await api.request({ method: "GET", path });
  if (hasCode(response, "account_not_found")) return undefined;
  return account.parse(succeed(response));
}

/** The API rejects plans that this program does not know. */
function shutsOut(before: string, after: string, plans: Plans): boolean {
  return plans.isEligible(before) && plans.has(after) && !plans.isEligible(after);
}

function lossQuestion({ account_id, plan, api_keys: { active } }: Account, after: string): string {
  const loss =
    active === 1
      ? "Its 1 active key will get 403 from the next request."
      : `Its ${active} active keys will get 403 from the next request.`;
  return `Move ${account_id} from ${plan} to ${after}? Plan ${after} cannot call the API. ${active === 0 ? "It has no active keys." : loss}`;
}

const settable = ["plan", "name", "max_active_keys", "metadata"] as const;

function outcome(before: Account | undefined, after: Account): string {
  if (!before) return `Created ${after.account_id}.`;
  const changed = settable.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  if (changed.length === 0) return `No changes: ${after.account_id} already has these settings.`;
  const changes = changed.map((field) => [field, { before: before[field], after: after[field] }]);
  return `Updated ${after.account_id}: ${showChanges(Object.fromEntries(changes))}`;
}

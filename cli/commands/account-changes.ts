import { isDeepStrictEqual } from "node:util";
import { Command } from "commander";
import type { Plans } from "../../core/account/plan.ts";
import { hasCode, succeed } from "../api/api-response.ts";
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
import { CliError } from "../exit-code.ts";
import { showAccount } from "../output/show-account.ts";
import { showChanges } from "../output/show-changes.ts";
import { confirmOrRefuse } from "./confirm.ts";
import { type MetadataFlag, metadataPair, wholeNumber } from "./flags.ts";

interface PutFlags extends CommonFlags {
  readonly plan?: string;
  readonly name?: string;
  /** False for `--no-contact-email`. */
  readonly contactEmail?: string | false;
  readonly maxActiveKeys?: number;
  readonly metadata?: MetadataFlag;
  readonly yes?: boolean;
}

export function putCommand(context: CommandContext): Command {
  const command = new Command("put")
    .description("create an account, or change it; a new plan applies to its keys immediately")
    .argument("<account>")
    .option(
      "--plan <plan>",
      "one of the configured plans (npx --no-install latchkey config check); a new account needs one",
    )
    .option("--name <name>", "display name")
    .option("--contact-email <address>", "whom to write to; accounts list --email finds it")
    .option("--no-contact-email", "remove it")
    .option("--max-active-keys <number>", "maximum number of keys, 1 to 90", wholeNumber)
    .option("--metadata <name=value>", "replaces all pairs; repeat for each pair", metadataPair)
    .option("--no-metadata", "remove all pairs")
    .option("--yes", "skip the confirmation if the new plan blocks the account's keys");
  return withCommonFlags(command).action(async (accountId: string, flags: PutFlags) => {
    const path = accountPath(accountId);
    const body = changesOf(flags);
    const { plan } = flags;
    const { api, deployment } = await connectFor(flags, context);
    const { plans } = configOfDeployment(deployment);
    const before = await existing(api, path);
    if (before && plan !== undefined && shutsOut(before.plan, plan, plans) && !flags.yes) {
      const question = `Move ${before.account_id} from ${before.plan} to ${plan}? Plan ${plan} cannot call the API.`;
      await confirmOrRefuse(`${question} ${lossOf(before)}`, context.terminal);
    }
    await put(api, path, body, before, flags, context);
  });
}

/** @throws CliError if there is nothing to change */
function changesOf(flags: PutFlags) {
  const { plan, name, contactEmail, maxActiveKeys: max_active_keys, metadata } = flags;
  // JSON leaves out what is undefined.
  const body = {
    plan,
    name,
    contact_email: contactEmail === false ? null : contactEmail,
    max_active_keys,
    metadata: metadata === false ? {} : metadata,
  };
  if (Object.values(body).some((value) => value !== undefined)) return body;
  throw new CliError(
    "misuse",
    "Nothing to change. Pass --plan to create an account, or another option to change one.",
  );
}

interface SuspendFlags extends CommonFlags {
  readonly yes?: boolean;
}

export function suspendCommand(context: CommandContext): Command {
  const command = new Command("suspend")
    .description("reject all keys of an account with 403 until it is unsuspended")
    .argument("<account>")
    .option("--yes", "skip the confirmation");
  return withCommonFlags(command).action(async (accountId: string, flags: SuspendFlags) => {
    const path = accountPath(accountId);
    const { api } = await connectFor(flags, context);
    const before = account.parse(succeed(await api.request({ method: "GET", path })));
    if (!before.is_suspended && !flags.yes) {
      await confirmOrRefuse(`Suspend ${before.account_id}? ${lossOf(before)}`, context.terminal);
    }
    await put(api, path, { is_suspended: true }, before, flags, context);
  });
}

export function unsuspendCommand(context: CommandContext): Command {
  const command = new Command("unsuspend")
    .description("lift the suspension of an account; its keys work as they did before")
    .argument("<account>");
  return withCommonFlags(command).action(async (accountId: string, flags: CommonFlags) => {
    const path = accountPath(accountId);
    const { api } = await connectFor(flags, context);
    const before = account.parse(succeed(await api.request({ method: "GET", path })));
    await put(api, path, { is_suspended: false }, before, flags, context);
  });
}

async function put(
  api: ManagementApi,
  path: string,
  body: Readonly<Record<string, unknown>>,
  before: Account | undefined,
  flags: CommonFlags,
  context: CommandContext,
): Promise<void> {
  const response = await api.request({ method: "PUT", path, body });
  printResult(succeed(response), flags, context, showAccount);
  context.terminal.note(outcome(before, account.parse(response.body)));
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

function lossOf({ api_keys: { active } }: Account): string {
  if (active === 0) return "It has no active keys.";
  const keys = active === 1 ? "1 active key" : `${active} active keys`;
  return `Its ${keys} will get 403 from the next request.`;
}

const settable = [
  "plan",
  "is_suspended",
  "name",
  "contact_email",
  "max_active_keys",
  "metadata",
] as const;

function outcome(before: Account | undefined, after: Account): string {
  if (!before) return `Created ${after.account_id}.`;
  const changed = settable.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  if (changed.length === 0) return `No changes: ${after.account_id} already has these settings.`;
  const changes = changed.map((field) => [field, { before: before[field], after: after[field] }]);
  return `Updated ${after.account_id}: ${showChanges(Object.fromEntries(changes))}`;
}

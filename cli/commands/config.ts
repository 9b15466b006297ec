import { Command } from "commander";
import type { Settings } from "../../core/config/config.ts";
import { configFileOf, loadConfiguration } from "../../lib/config/load-config.ts";
import { ConfigError, type Configuration } from "../../lib/config/parse-config.ts";
import { listPages } from "../api/list-pages.ts";
import type { ManagementApi } from "../api/management-api.ts";
import { account, list } from "../api/objects.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import { findLocalRun } from "../deployment/local-run.ts";
import { CliError } from "../exit-code.ts";
import { showConfiguration } from "../output/show-configuration.ts";
import type { Terminal } from "../terminal.ts";

const afterHelp = `
The file is latchkey.config.ts, or the one that LATCHKEY_CONFIG_FILE names.
With --stage, or while the local run goes on, it is compared with what is
deployed, and plans of accounts that the file lacks are named on stderr: their
keys get 403 once the file is deployed.`;

export function configCommand(context: CommandContext): Command {
  return new Command("config")
    .description("what latchkey.config.ts says")
    .addCommand(checkCommand(context));
}

function checkCommand(context: CommandContext): Command {
  const command = new Command("check").description(
    "check the configuration and print it, with the values that it leaves out",
  );
  return withCommonFlags(command)
    .addHelpText("after", afterHelp)
    .action(async (flags: CommonFlags) => {
      const { settings, stages } = await load(context.environment);
      const stage = stageOf(stages, flags.stage);
      printResult(
        { object: "configuration", ...settings, stages: stage },
        flags,
        context,
        (_, columns) => showConfiguration(settings, stage, columns),
      );
      await compare(settings, flags, context);
    });
}

async function load(environment: NodeJS.ProcessEnv): Promise<Configuration> {
  try {
    return await loadConfiguration(configFileOf(environment));
  } catch (error) {
    throw error instanceof ConfigError ? new CliError("misuse", error.message) : error;
  }
}

function stageOf(
  stages: Configuration["stages"],
  name: string | undefined,
): Configuration["stages"] {
  if (name === undefined) return stages;
  const found = Object.entries(stages).filter(([each]) => each === name);
  if (found.length > 0) return Object.fromEntries(found);
  const names = Object.keys(stages).join(", ");
  throw new CliError("misuse", `The configuration has no stage ${name}: there are ${names}.`);
}

async function compare(
  settings: Settings,
  flags: CommonFlags,
  context: CommandContext,
): Promise<void> {
  const isAnywhere = flags.stage ?? flags.url ?? context.environment.LATCHKEY_URL;
  if (!isAnywhere && !(await findLocalRun(context.environment))) return;
  const { api, deployment } = await connectFor(flags, context);
  const deployed = deployment?.outputs.get("Settings");
  if (deployed !== undefined && deployed !== JSON.stringify(settings)) {
    context.terminal.note(`${deployment?.name} was deployed with other settings.`);
  }
  await warnOfUnknownPlans(settings, api, context.terminal);
}

/** Names the plans that accounts are on and the configuration lacks. */
export async function warnOfUnknownPlans(
  { plans }: Settings,
  api: ManagementApi,
  terminal: Terminal,
): Promise<void> {
  const accounts = list.parse(await listPages(api, "/accounts", {}, { all: true }, terminal)).data;
  const counts = new Map<string, number>();
  for (const { plan } of accounts.map((each) => account.parse(each))) {
    if (plans.some(({ name }) => name === plan)) continue;
    counts.set(plan, (counts.get(plan) ?? 0) + 1);
  }
  for (const [plan, count] of counts) {
    const who = count === 1 ? "1 account is" : `${count} accounts are`;
    terminal.note(
      `warning: ${who} on plan ${plan}, which the configuration lacks: not eligible, 403.`,
    );
  }
}

import { setTimeout } from "node:timers/promises";
import { Command, InvalidArgumentError } from "commander";
import { type Config, configOf } from "../../core/config/config.ts";
import { configFileOf, loadConfiguration } from "../../lib/config/load-config.ts";
import { ConfigError } from "../../lib/config/parse-config.ts";
import { type CommandContext, printResult, withCommonFlags } from "../command-context.ts";
import { managementAddress } from "../deployment/api-address.ts";
import { locate, type WhereFlags } from "../deployment/connect.ts";
import type { Deployment } from "../deployment/deployment.ts";
import { findOperatorToken } from "../deployment/operator-token.ts";
import { configOfDeployment } from "../deployment/settings.ts";
import { CliError } from "../exit-code.ts";
import { type Addresses, House } from "../smoke/house.ts";
import { showReport } from "../smoke/report.ts";
import { runChecks, type SmokeReport } from "../smoke/run.ts";
import { openWire } from "../smoke/wire.ts";
import { wholeNumber } from "./flags.ts";

export interface SmokeFlags extends WhereFlags {
  readonly json?: boolean | undefined;
  readonly account: string;
  readonly samples: number;
  readonly webAcl?: boolean | undefined;
}

const afterHelp = `
Creates an account (latchkey-smoke unless --account names another) and some 40
keys one after the other, changes its plan, and makes about 700 requests.
Afterwards the keys are revoked and the account is suspended. Run it once at a
time for each deployment.

--web-acl sends twice the requests that the web ACL lets an address make in a
minute, without a credential. Then it waits until the web ACL blocks this
address and lets it through again: 2 to 7 minutes, in which operators at the
same address are blocked too.

With --stage it uses the stack's addresses and settings. With --url alone it
takes plans and key prefix from latchkey.config.ts.

Exit codes: 0 all checks passed, 1 a check failed or keys were left, 2 usage,
3 no response.`;

export const defaultSmokeAccount = "latchkey-smoke";

export function smokeCommand(context: CommandContext): Command {
  const command = new Command("smoke").description(
    "check a deployment from outside against the contract, and clean up",
  );
  return withCommonFlags(command)
    .option("--account <id>", "account that the checks create and use", defaultSmokeAccount)
    .option("--samples <number>", "requests that are measured, 10 to 5000", samples, 200)
    .option("--web-acl", "flood the management API until its web ACL blocks this address")
    .addHelpText("after", afterHelp)
    .action(async (flags: SmokeFlags) => {
      const report = await smoke(flags, context);
      printResult(report, flags, context, () => showReport(report));
      if (report.failed > 0 || report.left_behind !== null) {
        throw new CliError("refused", report.left_behind ?? `${report.failed} checks failed.`);
      }
    });
}

/** @throws CliError if the deployment cannot be found, or does not respond */
export async function smoke(flags: SmokeFlags, context: CommandContext): Promise<SmokeReport> {
  const { environment, terminal } = context;
  const { url, deployment } = await locate(flags, environment, terminal);
  const token = await findOperatorToken(environment, deployment, terminal);
  const wire = openWire(environment);
  const house = new House({
    addresses: addressesOf(flags.url ?? url, flags.url === undefined ? deployment : undefined),
    operatorToken: token.text,
    config: deployment ? configOfDeployment(deployment) : await configOfFile(context),
    accountId: flags.account,
    samples: flags.samples,
    wire,
    webAcl: webAclOf(deployment, flags),
  });
  try {
    return await runChecks(house, (line) => terminal.progress(line));
  } finally {
    await wire.close();
  }
}

function webAclOf(deployment: Deployment | undefined, { webAcl: isTried }: SmokeFlags) {
  const perMinute = deployment?.outputs.get("ManagementRequestsPerMinute");
  if (perMinute === undefined) return undefined;
  return isTried ? { perMinute: Number(perMinute), wait: setTimeout } : "untried";
}

function addressesOf(url: string, deployment: Deployment | undefined): Addresses {
  const managementApi = managementAddress(url).replace(/\/manage\/v1$/, "");
  if (!deployment || deployment.isLocal) return { publicApi: managementApi, managementApi };
  const site = deployment.outputs.get("Url");
  const publicApi = deployment.outputs.get("PublicApiUrl");
  if (site !== undefined) {
    const api = managementAddress(site).replace(/\/manage\/v1$/, "");
    return { publicApi: api, managementApi: api, behindDistribution: publicApi };
  }
  return { publicApi: publicApi ?? managementApi, managementApi };
}

async function configOfFile({ environment, terminal }: CommandContext): Promise<Config> {
  try {
    const file = configFileOf(environment);
    terminal.note(`Plans and key prefix are taken from ${file}.`);
    return configOf((await loadConfiguration(file)).settings);
  } catch (error) {
    throw error instanceof ConfigError ? new CliError("misuse", error.message) : error;
  }
}

function samples(text: string): number {
  const count = wholeNumber(text);
  if (count < 10 || count > 5000) throw new InvalidArgumentError("It must be 10 to 5000.");
  return count;
}

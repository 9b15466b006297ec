import { Command, Option } from "commander";
import { type AccessLogEntry, isRequestId, requestObject } from "../access-log/entry.ts";
import { findEntry } from "../access-log/find-entry.ts";
import { succeed } from "../api/answer.ts";
import { keyIdOf, keyPath } from "../api/paths.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import type { Connection } from "../deployment/connect.ts";
import { findAccountOf } from "../deployment/find-account.ts";
import { CliError } from "../exit-code.ts";
import { showExplanation } from "../output/show-explanation.ts";
import { showRequest } from "../output/show-request.ts";
import { duration } from "./flags.ts";

interface ExplainFlags extends CommonFlags {
  readonly account?: string;
  readonly since: number;
}

const defaultSince = "24h";

export function explainCommand(context: CommandContext): Command {
  const command = new Command("explain")
    .description("why a key is refused, or what became of a request; uses no quota")
    .argument("<key-or-request>", "a key's prefix, or the x-amzn-RequestId of an answer")
    .option("--account <account>", "the key's account, where it cannot be looked up")
    .addOption(
      new Option("--since <time>", "how far back to search for a request")
        .argParser(duration)
        .default(duration(defaultSince), defaultSince),
    );
  return withCommonFlags(command).action(async (subject: string, flags: ExplainFlags) => {
    if (isRequestId(subject)) await explainRequest(subject, flags, context);
    else await explainKey(keyIdOf(subject), flags, context);
  });
}

async function explainKey(
  keyId: string,
  flags: ExplainFlags,
  context: CommandContext,
): Promise<void> {
  const connection = await connectFor(flags, context);
  const accountId = flags.account ?? (await accountOf(keyId, connection));
  if (accountId === undefined) throw new CliError("refused", `There is no key ${keyId}.`);
  printResult(await askWhy(accountId, keyId, connection), flags, context, showExplanation);
}

async function explainRequest(
  requestId: string,
  flags: ExplainFlags,
  context: CommandContext,
): Promise<void> {
  const connection = await connectFor(flags, context);
  const { deployment } = connection;
  if (!deployment) {
    throw new CliError(
      "misuse",
      "Requests are looked up in a stage's access log: name it by --stage",
    );
  }
  const entry = await findEntry(deployment, requestId, {
    fromEpochMs: Date.now() - flags.since * 1000,
  });
  if (!entry) {
    throw new CliError(
      "refused",
      `The access log of ${deployment.name} has no request ${requestId}: it takes some seconds to appear, and --since sets how far back to search.`,
    );
  }
  const explanation = await explanationFor(entry, flags, connection);
  const result = { object: "request_explanation", request: requestObject(entry), explanation };
  printResult(result, flags, context, () => showRequest(entry, explanation));
}

/** @returns null where the request presented no key that exists, as far as the log tells */
async function explanationFor(
  { keyId, accountId }: AccessLogEntry,
  flags: ExplainFlags,
  connection: Connection,
): Promise<unknown> {
  if (keyId === undefined) return null;
  const known = flags.account ?? accountId ?? (await accountOf(keyId, connection));
  return known === undefined ? null : askWhy(known, keyId, connection);
}

async function accountOf(keyId: string, { deployment }: Connection): Promise<string | undefined> {
  if (deployment) return findAccountOf(keyId, deployment);
  throw new CliError("misuse", "Whose key is it? Pass --account, or --stage to look it up.");
}

async function askWhy(accountId: string, keyId: string, { api }: Connection): Promise<unknown> {
  return succeed(await api.ask({ method: "GET", path: `${keyPath(accountId, keyId)}/explain` }));
}

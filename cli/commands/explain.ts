import { Command, Option } from "commander";
import { isRequestId, type LoggedRequest, requestObject } from "../../core/event/logged-request.ts";
import { findByApi } from "../access-log/find-by-api.ts";
import { requestSearch } from "../access-log/log-search.ts";
import { searchLog } from "../access-log/search-log.ts";
import { hasCode, succeed } from "../api/api-response.ts";
import { apiKey, explanation } from "../api/objects.ts";
import { keyIdOf, keyPath } from "../api/paths.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import type { Connection } from "../deployment/connect.ts";
import { configOfDeployment } from "../deployment/settings.ts";
import { CliError } from "../exit-code.ts";
import { showExplanation } from "../output/show-explanation.ts";
import { showRequest } from "../output/show-request.ts";
import { duration } from "./flags.ts";

/** The properties of the request to explain. */
interface RequestFlags {
  readonly ip?: string | undefined;
  readonly scope?: string | undefined;
  readonly cost?: string | undefined;
}

interface ExplainFlags extends CommonFlags, RequestFlags {
  readonly account?: string;
  readonly since: number;
}

const afterHelp = `
For a request, scope and cost are those of its route, unless you pass them. Pass
them for a route of a protected API.`;

const defaultSince = "24h";

export function explainCommand(context: CommandContext): Command {
  const command = new Command("explain")
    .description("explain why a key is rejected, or what happened to a request; uses no quota")
    .argument("<key-or-request>", "a key's prefix, or the x-amzn-RequestId header of a response")
    .option("--account <account>", "the key's account, if it cannot be looked up")
    .option("--ip <address>", "the caller's address (default: one that the key allows)")
    .option("--scope <name>", "the scope that the route wants (default: none)")
    .option("--cost <units>", "the cost of the route (default: 1)")
    .addHelpText("after", afterHelp)
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
  if (accountId === undefined) throw new CliError("refused", `Key ${keyId} does not exist.`);
  printResult(await askWhy(accountId, keyId, flags, connection), flags, context, showExplanation);
}

async function explainRequest(
  requestId: string,
  flags: ExplainFlags,
  context: CommandContext,
): Promise<void> {
  const connection = await connectFor(flags, context);
  const entry = await findRequest(requestId, flags.since, connection);
  if (!entry) {
    const { name } = connection.deployment ?? { name: "this deployment" };
    throw new CliError(
      "refused",
      `Request ${requestId} is not in the access log of ${name}. New requests take a few seconds to appear; --since sets how far back to search.`,
    );
  }
  const accountId = await accountFor(entry, flags, connection);
  const explanation = await explanationFor(entry, accountId, flags, connection);
  const request = requestObject(entry, accountId);
  const result = { object: "request_explanation", request, explanation };
  printResult(result, flags, context, (_, columns) => showRequest(entry, explanation, columns));
}

/** Reads the access logs itself if it knows them, since the API searches for seconds only. */
async function findRequest(
  requestId: string,
  sinceSeconds: number,
  { api, deployment }: Connection,
): Promise<LoggedRequest | undefined> {
  if (!deployment) return findByApi(api, requestId, sinceSeconds);
  const toEpochMs = Date.now() + 1;
  const span = { fromEpochMs: toEpochMs - sinceSeconds * 1000, toEpochMs };
  const [entry] = await searchLog(deployment, requestSearch(requestId), span, 1);
  return entry;
}

/** @returns undefined if the request presented no key that exists, as far as the log tells */
async function accountFor(
  { keyId }: LoggedRequest,
  { account }: ExplainFlags,
  connection: Connection,
): Promise<string | undefined> {
  if (keyId === undefined) return undefined;
  return account ?? accountOf(keyId, connection);
}

/** @returns null if the request presented no key that exists */
async function explanationFor(
  entry: LoggedRequest,
  accountId: string | undefined,
  flags: ExplainFlags,
  connection: Connection,
): Promise<unknown> {
  const { keyId } = entry;
  if (keyId === undefined || accountId === undefined) return null;
  return askWhy(accountId, keyId, requestOf(entry, flags, connection), connection);
}

function requestOf(
  { method, resource }: LoggedRequest,
  { ip, scope, cost }: RequestFlags,
  { deployment }: Connection,
): RequestFlags {
  const rules = configOfDeployment(deployment).routes[`${method} ${resource}`];
  return { ip, scope: scope ?? rules?.scope, cost: cost ?? rules?.cost?.toString() };
}

/** @returns undefined if there is no such key */
async function accountOf(keyId: string, { api }: Connection): Promise<string | undefined> {
  const response = await api.request({ method: "GET", path: `/keys/${keyId}` });
  if (hasCode(response, "key_not_found")) return undefined;
  return apiKey.parse(succeed(response)).account_id;
}

async function askWhy(
  accountId: string,
  keyId: string,
  { ip, scope, cost }: RequestFlags,
  { api }: Connection,
): Promise<unknown> {
  const path = keyPath(accountId, keyId);
  const [explained, key] = await Promise.all([
    api.request({ method: "GET", path: `${path}/explain`, query: { ip, scope, cost } }),
    api.request({ method: "GET", path, query: { include: "refusals" } }),
  ]);
  const { refusals } = apiKey.parse(succeed(key));
  return { ...explanation.loose().parse(succeed(explained)), refusals };
}

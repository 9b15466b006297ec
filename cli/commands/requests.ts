import { Command, Option } from "commander";
import { requestObject } from "../../core/event/logged-request.ts";
import { keySearch } from "../access-log/log-search.ts";
import { loggedDeployment } from "../access-log/logged-deployment.ts";
import { searchLatest } from "../access-log/search-log.ts";
import { keyIdOf } from "../api/paths.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import { showRequests } from "../output/show-requests.ts";
import { duration, numberBetween } from "./flags.ts";

interface RequestsFlags extends CommonFlags {
  readonly refused?: boolean;
  readonly since: number;
  readonly limit: number;
}

const afterHelp = `
An access log names the key that a request presented, even if its secret was
wrong. New requests take a few seconds to appear. APIs of other stacks have logs
of their own, which are not searched. explain <request> says more of one.`;

const defaultSince = "24h";
const greatestLimit = 1_000;
const defaultLimit = 20;

export function requestsCommand(context: CommandContext): Command {
  const command = new Command("requests")
    .description("list a key's latest requests and refusals, from access logs")
    .argument("<key>", "a key's ID or prefix")
    .option("--refused", "only refused requests")
    .addOption(
      new Option("--since <time>", "how far back to search")
        .argParser(duration)
        .default(duration(defaultSince), defaultSince),
    )
    .addOption(
      new Option("--limit <number>", "how many to list at most")
        .argParser(numberBetween(1, greatestLimit))
        .default(defaultLimit),
    )
    .addHelpText("after", afterHelp);
  return withCommonFlags(command).action(async (key: string, flags: RequestsFlags) => {
    const search = keySearch(keyIdOf(key), flags.refused ?? false);
    const deployment = loggedDeployment(await connectFor(flags, context));
    const toEpochMs = Date.now() + 1;
    const span = { fromEpochMs: toEpochMs - flags.since * 1000, toEpochMs };
    const entries = await searchLatest(deployment, search, span, flags.limit);
    const result = {
      object: "list",
      data: entries.map((entry) => requestObject(entry)),
      next_cursor: null,
    };
    printResult(result, flags, context, (_, columns) => showRequests(entries, columns));
    if (entries.length === flags.limit) {
      context.terminal.note("There may be more: raise --limit.");
    }
  });
}

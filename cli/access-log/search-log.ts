import { type LoggedRequest, parseLoggedRequest } from "../../core/event/logged-request.ts";
import { callingAws } from "../deployment/aws-fault.ts";
import { clientSettings, type Deployment, outputOf } from "../deployment/deployment.ts";
import type { LogSearch, Span } from "./log-search.ts";
import { searchFile } from "./search-file.ts";

/**
 * Finds entries of the access logs of a stack's APIs, oldest first in each. On AWS this needs `logs:FilterLogEvents`,
 * and a request appears in the log a few seconds after its response.
 *
 * @param most reading stops once so many are found
 * @throws CliError if the log cannot be reached
 */
export async function searchLog(
  deployment: Deployment,
  search: LogSearch,
  span: Span,
  most = Number.POSITIVE_INFINITY,
): Promise<LoggedRequest[]> {
  if (deployment.accessLogFile !== undefined) {
    const entries: LoggedRequest[] = [];
    for await (const entry of searchFile(deployment.accessLogFile, search, span)) {
      entries.push(entry);
      if (entries.length >= most) break;
    }
    return entries;
  }
  const entries: LoggedRequest[] = [];
  for (const logGroupName of outputOf(deployment, "AccessLogNames").split(",")) {
    if (entries.length >= most) break;
    entries.push(...(await searchCloudWatch(logGroupName, deployment, search, span, most)));
  }
  return entries.slice(0, most);
}

async function searchCloudWatch(
  logGroupName: string,
  deployment: Deployment,
  { pattern }: LogSearch,
  { fromEpochMs, toEpochMs }: Span,
  most: number,
): Promise<LoggedRequest[]> {
  const { CloudWatchLogsClient, FilterLogEventsCommand } = await import(
    "@aws-sdk/client-cloudwatch-logs"
  );
  return callingAws(deployment.aws, `search the log group ${logGroupName}`, async () => {
    const client = new CloudWatchLogsClient(await clientSettings(deployment, "cloudwatchLogs"));
    const entries: LoggedRequest[] = [];
    try {
      // An empty page does not mean that the search has ended.
      for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken; ) {
        const page = await client.send(
          new FilterLogEventsCommand({
            logGroupName,
            startTime: fromEpochMs,
            endTime: toEpochMs,
            filterPattern: pattern,
            ...(nextToken === undefined ? {} : { nextToken }),
          }),
        );
        const found = (page.events ?? []).map(({ message }) => parseLoggedRequest(message ?? ""));
        entries.push(...found.filter((entry) => entry !== undefined));
        if (entries.length >= most) return entries;
        nextToken = page.nextToken;
        isFirst = false;
      }
      return entries;
    } finally {
      client.destroy();
    }
  });
}

const firstWindowMs = 15 * 60_000;

/**
 * Finds the latest entries, newest first. It searches backwards in windows, each four times as long as
 * the one before, so that a busy key's whole day is not read for its last requests.
 */
export async function searchLatest(
  deployment: Deployment,
  search: LogSearch,
  { fromEpochMs, toEpochMs }: Span,
  most: number,
): Promise<LoggedRequest[]> {
  let latest: LoggedRequest[] = [];
  let windowMs = firstWindowMs;
  for (let end = toEpochMs; end > fromEpochMs && latest.length < most; windowMs *= 4) {
    const start = Math.max(fromEpochMs, end - windowMs);
    const found = await searchLog(deployment, search, { fromEpochMs: start, toEpochMs: end });
    const newestFirst = found.sort((one, other) => Number(other.time) - Number(one.time));
    latest = [...latest, ...newestFirst].slice(0, most);
    end = start;
  }
  return latest;
}

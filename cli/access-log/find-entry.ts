import { type LoggedRequest, parseLoggedRequest } from "../../core/event/logged-request.ts";
import { callingAws } from "../deployment/aws-fault.ts";
import { clientSettings, type Deployment, outputOf } from "../deployment/deployment.ts";
import { findInFile } from "./find-in-file.ts";

/** The time span of a search in CloudWatch. A search is free, but a long one is slow. */
export interface Span {
  readonly fromEpochMs: number;
}

/**
 * Looks up a request in the public API's access log. On AWS this needs `logs:FilterLogEvents`, and a
 * request appears in the log a few seconds after its response.
 *
 * @throws CliError if the log cannot be reached
 */
export async function findEntry(
  deployment: Deployment,
  requestId: string,
  span: Span,
): Promise<LoggedRequest | undefined> {
  if (deployment.accessLogFile !== undefined) {
    return findInFile(deployment.accessLogFile, requestId);
  }
  const logGroupName = outputOf(deployment, "PublicApiAccessLogName");
  const { CloudWatchLogsClient, FilterLogEventsCommand } = await import(
    "@aws-sdk/client-cloudwatch-logs"
  );
  return callingAws(deployment.aws, `search the log group ${logGroupName}`, async () => {
    const client = new CloudWatchLogsClient(await clientSettings(deployment, "cloudwatchLogs"));
    try {
      // An empty page does not mean that the search has ended.
      for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken; ) {
        const page = await client.send(
          new FilterLogEventsCommand({
            logGroupName,
            startTime: span.fromEpochMs,
            filterPattern: `{ $.requestId = "${requestId}" }`,
            ...(nextToken === undefined ? {} : { nextToken }),
          }),
        );
        const message = page.events?.[0]?.message;
        if (message !== undefined) return parseLoggedRequest(message);
        nextToken = page.nextToken;
        isFirst = false;
      }
      return undefined;
    } finally {
      client.destroy();
    }
  });
}

import * as z from "zod";
import { parseFilterPattern } from "../logs/filter-pattern.ts";
import type { LogStore } from "../logs/log-store.ts";
import { ServiceError, serveAwsJson } from "./aws-json.ts";
import type { LocalServer } from "./serve-locally.ts";

const greatestPage = 10_000;

const input = z.object({
  logGroupName: z.string(),
  startTime: z.number().default(0),
  endTime: z.number().default(Number.POSITIVE_INFINITY),
  filterPattern: z.string().default(""),
  limit: z.number().default(greatestPage),
});

/**
 * A double of CloudWatch Logs on 127.0.0.1 that knows FilterLogEvents of the access logs. All that is
 * found is in one page. Signatures are not checked: nothing but this machine's programs can reach it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function serveLogs(
  store: LogStore,
  reportFailure: (line: string) => void,
): Promise<LocalServer> {
  return serveAwsJson({
    name: "CloudWatch Logs",
    jsonVersion: "1.1",
    operate(operation, body) {
      if (operation !== "FilterLogEvents") {
        throw new ServiceError("UnknownOperationException", `${operation} is not known here.`);
      }
      const parsed = input.safeParse(body);
      if (!parsed.success) throw new ServiceError("InvalidParameterException", "Invalid request.");
      return filter(store, parsed.data);
    },
    reportFailure,
  });
}

function filter(store: LogStore, parameters: z.infer<typeof input>) {
  const { logGroupName, startTime, endTime, filterPattern, limit } = parameters;
  const events = store.eventsOf(logGroupName);
  if (!events) {
    throw new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
  }
  const matches = parseFilterPattern(filterPattern);
  const isWanted = ({ timestamp, message }: { timestamp: number; message: string }) =>
    timestamp >= startTime && timestamp <= endTime && matches(message);
  return { events: events.filter(isWanted).slice(0, limit), searchedLogStreams: [] };
}

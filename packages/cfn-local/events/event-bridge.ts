import { randomUUID } from "node:crypto";
import * as z from "zod";
import { ServiceError, serveAwsJson } from "../services/aws-json.ts";
import type { LocalServer } from "../services/serve-locally.ts";

/** An event that was put on a bus of the template. */
export interface BusEvent {
  readonly busName: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
}

const input = z.object({
  Entries: z
    .array(
      z.object({
        EventBusName: z.string().default("default"),
        Source: z.string().min(1),
        DetailType: z.string().min(1),
        Detail: z.string(),
      }),
    )
    .min(1)
    .max(10),
});
type Entry = z.infer<typeof input>["Entries"][number];

/**
 * A double of EventBridge on 127.0.0.1 that knows PutEvents. Rules with patterns are not there:
 * whoever serves the template gets all events.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function serveEventBridge(
  busNames: readonly string[],
  onEvent: (event: BusEvent) => void,
  reportFailure: (line: string) => void,
): Promise<LocalServer> {
  return serveAwsJson({
    name: "EventBridge",
    jsonVersion: "1.1",
    operate(operation, body) {
      if (operation !== "PutEvents") {
        throw new ServiceError("UnknownOperationException", `${operation} is not known here.`);
      }
      const parsed = input.safeParse(body);
      if (!parsed.success) throw new ServiceError("ValidationException", "Invalid request.");
      const Entries = parsed.data.Entries.map((entry) => put(entry, busNames, onEvent));
      const FailedEntryCount = Entries.filter((entry) => "ErrorCode" in entry).length;
      return { Entries, FailedEntryCount };
    },
    reportFailure,
  });
}

function put(
  { EventBusName, Source, DetailType, Detail }: Entry,
  busNames: readonly string[],
  onEvent: (event: BusEvent) => void,
) {
  const detail = parseObject(Detail);
  if (detail === undefined) {
    return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  }
  if (EventBusName !== "default" && !busNames.includes(EventBusName)) {
    return { ErrorCode: "ResourceNotFoundException", ErrorMessage: "There is no such event bus." };
  }
  onEvent({ busName: EventBusName, source: Source, detailType: DetailType, detail });
  return { EventId: randomUUID() };
}

function parseObject(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

import type { JsonCall } from "../aws/json-service.ts";
import { type LoggedRequest, parseLoggedRequest } from "../event/logged-request.ts";
import type { Deadline } from "../time/deadline.ts";

/** A span of time, in milliseconds since 1970. */
export interface LogSpan {
  readonly fromEpochMs: number;
  readonly untilEpochMs: number;
}

export type FoundRequest =
  | { readonly kind: "found"; readonly request: LoggedRequest }
  | { readonly kind: "absent" }
  /** The time was up before the whole span was searched. */
  | { readonly kind: "unfinished" };

/** Looks up one request in the access logs. @throws if CloudWatch Logs is out of reach or refuses */
export type FindRequest = (
  requestId: string,
  span: LogSpan,
  deadline: Deadline,
) => Promise<FoundRequest>;

/** Tickets are mostly about what happened just now; a search of an hour takes one call. */
const recentMs = 3_600_000;
/** With less time than this left, another page would not come. */
const leastPageMs = 1_000;

/**
 * @param call the API of CloudWatch Logs
 * @param logGroupNames of the access logs; all are searched for the last hour first
 */
export function createFindRequest(call: JsonCall, logGroupNames: readonly string[]): FindRequest {
  return async function findRequest(requestId, { fromEpochMs, untilEpochMs }, deadline) {
    const recent = Math.max(fromEpochMs, untilEpochMs - recentMs);
    const spans = [
      { startTime: recent, endTime: untilEpochMs },
      ...(recent > fromEpochMs ? [{ startTime: fromEpochMs, endTime: recent }] : []),
    ];
    const searches = spans.flatMap((span) =>
      logGroupNames.map((logGroupName) => ({ logGroupName, ...span })),
    );
    for (const search of searches) {
      // An empty page does not mean that the search has ended.
      for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken; ) {
        if (!isFirst && deadline.remainingMs < leastPageMs) return { kind: "unfinished" };
        const page = await call(
          "FilterLogEvents",
          { ...search, filterPattern: `{ $.requestId = "${requestId}" }`, nextToken },
          deadline,
        );
        const request = requestIn(page);
        if (request) return { kind: "found", request };
        nextToken = tokenOf(page);
        isFirst = false;
      }
    }
    return { kind: "absent" };
  };
}

function requestIn(page: unknown): LoggedRequest | undefined {
  const { events }: { readonly events?: unknown } = Object(page);
  if (!Array.isArray(events)) return undefined;
  const { message }: { readonly message?: unknown } = Object(events[0]);
  return typeof message === "string" ? parseLoggedRequest(message) : undefined;
}

function tokenOf(page: unknown): string | undefined {
  const { nextToken }: { readonly nextToken?: unknown } = Object(page);
  return typeof nextToken === "string" && nextToken !== "" ? nextToken : undefined;
}

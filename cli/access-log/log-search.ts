import type { LoggedRequest } from "../../core/event/logged-request.ts";

/** The lines of the access log to look for. */
export interface LogSearch {
  /** For CloudWatch Logs. */
  readonly pattern: string;
  /** A text that every line has that may match. */
  readonly text: string;
  readonly matches: (entry: LoggedRequest) => boolean;
}

export function requestSearch(requestId: string): LogSearch {
  return {
    pattern: `{ $.requestId = "${requestId}" }`,
    text: requestId,
    matches: (entry) => entry.requestId === requestId,
  };
}

export function keySearch(keyId: string, onlyRefused: boolean): LogSearch {
  const isOfKey = `$.keyId = "${keyId}"`;
  return {
    pattern: onlyRefused ? `{ ${isOfKey} && $.reason != "-" }` : `{ ${isOfKey} }`,
    text: keyId,
    matches: (entry) => entry.keyId === keyId && !(onlyRefused && entry.reason === undefined),
  };
}

/** The time span of a search, in milliseconds since 1970. A search is free, but a long one is slow. */
export interface Span {
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
}

import type { Deadline } from "../time/deadline.ts";
import { awsErrorFrom, ConnectionError } from "./aws-error.ts";
import { type Connection, openConnection } from "./connection.ts";
import type { HttpResponse } from "./http-response.ts";

/**
 * POSTs one body of JSON and reads the answer as JSON, within `timeoutMs` and the deadline.
 *
 * Rejects with AwsError where the service refuses, ConnectionError where no whole answer came.
 */
export type Send = (
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
  deadline: Deadline,
) => Promise<unknown>;

/**
 * Keeps connections to the endpoint open between requests: as many as there ever were requests at
 * the same time, which in Lambda is one.
 */
export function createSend(endpoint: URL): Send {
  const idle: Connection[] = [];

  /** The one used last, since the server closes those first that have been idle for longest. */
  function connection(): Connection {
    for (let last = idle.pop(); last; last = idle.pop()) if (last.isOpen()) return last;
    return openConnection(endpoint);
  }

  return async function send(headers, body, timeoutMs, deadline) {
    const request = requestText(endpoint.pathname, headers, body);
    const used = connection();
    const forget = deadline.onEnd(used.abandon);
    const response = await used
      .exchange(request, Math.min(timeoutMs, deadline.remainingMs))
      .finally(forget);
    if (used.isOpen()) idle.push(used);
    return parseResponse(response);
  };
}

/** @throws Error where a header could not be told from the next one */
export function requestText(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): string {
  let head = `POST ${path} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (!isPrintable.test(value)) throw new Error(`header ${name} is not printable ASCII`);
    head += `${name}: ${value}\r\n`;
  }
  return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const isPrintable = /^[ -~]*$/;

/** @throws AwsError, or ConnectionError where a success is not JSON */
export function parseResponse({ status, body }: Pick<HttpResponse, "status" | "body">): unknown {
  if (status !== 200) throw awsErrorFrom(status, body);
  try {
    return JSON.parse(body);
  } catch {
    // Not the parser's own error, which quotes the text.
    throw new ConnectionError("the answer is not JSON");
  }
}

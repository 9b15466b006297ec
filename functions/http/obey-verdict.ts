import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { errors } from "../../core/errors.ts";
import { missingVerdict } from "../../core/log-phrases.ts";
import { logFault } from "./log.ts";
import { errorResponse } from "./response.ts";
import { decodeAnswer, type ForwardedAnswer } from "./verdict-context.ts";

type Headers = Readonly<Record<string, string>>;

/** A request that may run, or the response to one that may not. */
export type Judged = AdmittedAnswer | { readonly response: APIGatewayProxyResult };
export type AdmittedAnswer = Extract<ForwardedAnswer, { status: 200 }>;

/**
 * Reads what the authorizer decided. A request without a verdict was not judged, so it is refused,
 * and logged: the stack alarms on the public API's 5xx.
 */
export function obeyVerdict(event: APIGatewayProxyEvent): Judged {
  // Optional, since an event of another source has no such member.
  const decided = decodeAnswer(event.requestContext?.authorizer);
  if (!decided) {
    logFault(missingVerdict, undefined, requestOf(event));
    return { response: errorResponse(errors.internal) };
  }
  if (decided.status === 200) return decided;
  return { response: errorResponse(decided, decided.headers) };
}

/** The request in a log line. */
export function requestOf(event: APIGatewayProxyEvent): Record<string, string> {
  return {
    requestId: event.requestContext?.requestId ?? "unknown",
    route: `${event.httpMethod} ${event.resource}`,
  };
}

type ResponseHeaders = Pick<APIGatewayProxyResult, "headers" | "multiValueHeaders">;

/** Adds the verdict's headers, in place of any of the same names, in whatever case. */
export function withHeaders<R extends ResponseHeaders>(response: R, added: Headers): R {
  const names = new Set(Object.keys(added).map((name) => name.toLowerCase()));
  const { headers, multiValueHeaders: several } = response;
  return {
    ...response,
    headers: { ...without(names, headers), ...added },
    ...(several ? { multiValueHeaders: without(names, several) } : {}),
  };
}

function without<V>(names: ReadonlySet<string>, headers: Readonly<Record<string, V>> = {}) {
  const kept = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()));
  return Object.fromEntries(kept);
}

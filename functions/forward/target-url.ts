import type { APIGatewayProxyEvent } from "aws-lambda";
import { BackEndError, badRequest } from "./back-end-error.ts";

/** A segment that means another one, however it is escaped; servers differ in what they take for a slash. */
const dotSegment = /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}($|[/\\]|%2f|%5c)/i;

/**
 * The address at the back end: the request's path below that of the base, and its query.
 *
 * @throws BackEndError if the path would lead elsewhere than it was judged for
 */
export function targetUrl(
  base: string,
  event: Pick<APIGatewayProxyEvent, "path" | "multiValueQueryStringParameters">,
): URL {
  const url = new URL(base);
  if (dotSegment.test(event.path)) {
    throw new BackEndError("the path has a dot segment", badRequest);
  }
  // Not resolved against the base: `//example.com/` would be another host.
  url.pathname = `${url.pathname.replace(/\/$/, "")}${event.path}`;
  for (const [name, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    for (const value of values ?? []) url.searchParams.append(name, value);
  }
  return url;
}

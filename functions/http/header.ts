import type { APIGatewayProxyEvent } from "aws-lambda";

/** A request header's value. API Gateway keeps the client's spelling of header names. */
export function headerOf(
  event: Pick<APIGatewayProxyEvent, "headers">,
  lowerCaseName: string,
): string | undefined {
  const headers = Object.entries(event.headers ?? {});
  return headers.find(([name]) => name.toLowerCase() === lowerCaseName)?.[1];
}

import type { ServerResponse } from "node:http";
import type { Refused } from "../verification.ts";

export function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>) {
  for (const name in headers) response.setHeader(name, headers[name] ?? "");
}

/** Answers past the framework's own helpers, which would add to the content type. */
export function refuse(response: ServerResponse, { status, headers, body }: Refused): void {
  response.statusCode = status;
  setHeaders(response, headers);
  const text = JSON.stringify(body);
  response.setHeader("Content-Length", Buffer.byteLength(text));
  response.end(text);
}

import type { Readable } from "node:stream";

/** One header line as it came or as it is to go, in its own casing. */
export type HeaderLine = readonly [name: string, value: string];

/** A request as API Gateway's front end sees it, before any API is known. */
export interface HttpRequest {
  readonly method: string;
  /** Path of the request target, still percent-encoded. */
  readonly path: string;
  /** Query of the request target without `?`, still percent-encoded; empty if there is none. */
  readonly query: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly sourcePort: number;
  /** `HTTP/1.1` */
  readonly protocol: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  /** In place of the body, which is empty then; an error of it breaks the response off. */
  readonly stream?: Readable;
}

/** All values of a header, in order; names are compared without regard to case. */
export function headerValues(headers: readonly HeaderLine[], name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
}

/** The header's values as one, joined as RFC 9110 (5.2) says; undefined if the header is absent. */
export function headerValue(headers: readonly HeaderLine[], name: string): string | undefined {
  const values = headerValues(headers, name);
  return values.length === 0 ? undefined : values.join(", ");
}

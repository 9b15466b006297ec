import type { HeaderLine, HttpRequest } from "../gateway/message.ts";
import { isHiddenHeader } from "./function-headers.ts";

/** One or several values of a header, a cookie or a query parameter. */
export interface EventValue {
  value: string;
  multiValue?: { value: string }[] | undefined;
}

export type EventValues = Record<string, EventValue>;

export interface EventContext {
  readonly distributionDomainName: string;
  readonly distributionId: string;
  readonly requestId: string;
}

/**
 * What a viewer request function is called with, version 1.0.
 *
 * Path and query are as they came, neither decoded nor normalised.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export function functionEvent(request: HttpRequest, context: EventContext) {
  const visible = request.headers
    .map(([name, value]): HeaderLine => [name.toLowerCase(), value])
    .filter(([name]) => !isHiddenHeader(name));
  const cookies = visible
    .filter(([name]) => name === "cookie")
    .flatMap(([, value]) => pairsOf(value, /;\s*/));
  return {
    version: "1.0",
    context: { ...context, eventType: "viewer-request" },
    viewer: { ip: request.sourceIp },
    request: {
      method: request.method,
      uri: request.path,
      querystring: valuesOf(pairsOf(request.query, "&")),
      headers: valuesOf(visible.filter(([name]) => name !== "cookie")),
      cookies: valuesOf(cookies),
    },
  };
}

/** Turns values back into pairs, in their order; several values of one name come one by one. */
export function pairsIn(values: Readonly<EventValues>): HeaderLine[] {
  return Object.entries(values).flatMap(([name, { value, multiValue }]) =>
    (multiValue ?? [{ value }]).map((one): HeaderLine => [name, one.value]),
  );
}

function pairsOf(text: string, separator: string | RegExp): HeaderLine[] {
  return text
    .split(separator)
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}

function valuesOf(pairs: readonly HeaderLine[]): EventValues {
  const values = new Map<string, EventValue>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (!known) values.set(name, { value });
    else known.multiValue = [...(known.multiValue ?? [{ value: known.value }]), { value }];
  }
  return Object.fromEntries(values);
}

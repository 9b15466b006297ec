import { validateHeaderValue } from "node:http";
import * as z from "zod";
import type { HeaderLine, HttpRequest, HttpResponse } from "../gateway/message.ts";
import { type EventValues, type functionEvent, pairsIn } from "./function-event.ts";
import { isHiddenHeader, readOnlyHeaders } from "./function-headers.ts";

export type FunctionOutcome =
  | { readonly kind: "request"; readonly request: HttpRequest }
  | { readonly kind: "response"; readonly answer: HttpResponse }
  /** The function threw, or took too long. */
  | { readonly kind: "failed"; readonly reason: string }
  /** It returned what CloudFront does not take. */
  | { readonly kind: "invalid"; readonly reason: string };

type Event = ReturnType<typeof functionEvent>;

const value = z.object({
  value: z.string(),
  multiValue: z.array(z.object({ value: z.string() })).optional(),
});
const values = z.record(z.string(), value).default({});
const headers = z.record(z.string().regex(/^[a-z0-9!#$%&'*+.^_`|~-]+$/), value).default({});

/** The URI "must begin with a forward slash"; it and the query may have no spaces or fragment. */
const requestResult = z.object({
  method: z.string(),
  uri: z.string().regex(/^\/[^\s#]*$/),
  querystring: values,
  headers,
  cookies: values,
});

const responseResult = z.object({
  statusCode: z.int().min(200).max(599),
  statusDescription: z.string().optional(),
  headers,
  cookies: values,
  body: z
    .union([
      z.string().transform((text) => Buffer.from(text)),
      z
        .object({ data: z.string(), encoding: z.enum(["text", "base64"]) })
        .transform(({ data, encoding }) =>
          Buffer.from(data, encoding === "base64" ? "base64" : "utf8"),
        ),
    ])
    .optional(),
});

/**
 * Reads a function's value as CloudFront does: a request to continue with, or the final response.
 *
 * @param returned parsed from JSON
 */
export function outcomeOf(returned: unknown, event: Event, request: HttpRequest): FunctionOutcome {
  const isResponse = z.object({ statusCode: z.unknown() }).safeParse(returned).success;
  const result = isResponse
    ? responseResult.safeParse(returned)
    : requestResult.safeParse(returned);
  if (!result.success) return { kind: "invalid", reason: z.prettifyError(result.error) };
  const fault = headerFault(result.data.headers, isResponse ? {} : event.request.headers);
  if (fault !== undefined) return { kind: "invalid", reason: fault };
  return "statusCode" in result.data
    ? { kind: "response", answer: generatedResponse(result.data) }
    : requestOutcome(result.data, event, request);
}

function headerFault(given: EventValues, before: EventValues): string | undefined {
  const hidden = Object.keys(given).find(isHiddenHeader);
  if (hidden !== undefined) return `The header ${hidden} is not allowed.`;
  const changed = readOnlyHeaders.find((name) => given[name]?.value !== before[name]?.value);
  if (changed !== undefined) return `The header ${changed} is read-only.`;
  return pairsIn(given).some(([name, text]) => !isSendable(name, text))
    ? "A header has a value that cannot be sent."
    : undefined;
}

function isSendable(name: string, text: string): boolean {
  try {
    validateHeaderValue(name, text);
    return true;
  } catch {
    return false;
  }
}

function requestOutcome(
  result: z.output<typeof requestResult>,
  { request: before }: Event,
  request: HttpRequest,
): FunctionOutcome {
  if (result.method !== before.method) {
    return { kind: "invalid", reason: "The method is read-only." };
  }
  const pairs = (all: EventValues) => pairsIn(all).map(([name, text]) => `${name}=${text}`);
  const isSameQuery = JSON.stringify(result.querystring) === JSON.stringify(before.querystring);
  const cookies = pairs(result.cookies).join("; ");
  return {
    kind: "request",
    request: {
      ...request,
      path: result.uri,
      query: isSameQuery ? request.query : pairs(result.querystring).join("&"),
      headers: [
        ...pairsIn(result.headers).map(capitalised),
        ...(cookies === "" ? [] : [["Cookie", cookies] as const]),
      ],
    },
  };
}

function generatedResponse(result: z.output<typeof responseResult>): HttpResponse {
  const cookies = pairsIn(result.cookies).map(
    ([name, text]): HeaderLine => ["Set-Cookie", `${name}=${text}`],
  );
  return {
    status: result.statusCode,
    headers: [["Server", "CloudFront"], ...pairsIn(result.headers).map(capitalised), ...cookies],
    body: result.body ?? Buffer.alloc(0),
  };
}

/** "The first letter of each word in header names is capitalized." */
function capitalised([name, text]: HeaderLine): HeaderLine {
  return [name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase()), text];
}

import { validateHeaderName, validateHeaderValue } from "node:http";
import * as z from "zod";
import type { Exchange } from "./exchange.ts";
import { failures, GatewayFailure } from "./failure.ts";
import { responseHeaderName } from "./header-rules.ts";
import { isBinary } from "./media-type.ts";
import { type HeaderLine, type HttpResponse, headerValue } from "./message.ts";

const text = z.union([z.string(), z.boolean().transform(String)]);

/**
 * The required result of a proxy integration's function. Anything else, an extra field included, is 502
 * "Malformed Lambda proxy response"; that a status may be missing or be text, and that a boolean is
 * taken for a header, was observed (LocalStack's test_aws_proxy_response_payload_format_validation,
 * validated against AWS).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
const proxyOutput = z.strictObject({
  statusCode: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{3}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(200).max(599))
    .default(200),
  headers: z.record(z.string(), text).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(text)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

type ProxyOutput = z.output<typeof proxyOutput>;
type ProxyHead = Pick<ProxyOutput, "statusCode" | "headers" | "multiValueHeaders">;

/** A streaming function's metadata, ahead of the body. */
const streamMetadata = proxyOutput
  .omit({ body: true, isBase64Encoded: true })
  .extend({ cookies: z.array(z.string()).nullish() });

/** @throws GatewayFailure if the metadata of a streamed response is malformed */
export function streamedHead(metadata: string, exchange: Exchange): Omit<HttpResponse, "body"> {
  const result = streamMetadata.safeParse(parseJson(metadata));
  if (!result.success) throw new GatewayFailure(failures.malformedProxyResponse);
  const { cookies, ...output } = result.data;
  const { status, headers } = headOf(output, exchange);
  const set = (cookies ?? []).map((cookie): HeaderLine => ["Set-Cookie", cookie]);
  return { status, headers: [...headers, ...set] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws GatewayFailure if the function's answer is malformed */
export function proxyResponse(payload: string, exchange: Exchange): HttpResponse {
  const result = proxyOutput.safeParse(JSON.parse(payload));
  if (!result.success) throw new GatewayFailure(failures.malformedProxyResponse);
  const output = result.data;
  return { ...headOf(output, exchange), body: clientBody(output, exchange) };
}

function headOf(output: ProxyHead, exchange: Exchange): Omit<HttpResponse, "body"> {
  const headers = clientHeaders(output);
  const hasContentType = headers.some(([name]) => name.toLowerCase() === "content-type");
  return {
    status: output.statusCode,
    headers: [
      ...(hasContentType ? [] : [["Content-Type", "application/json"] as const]),
      ...headers,
      ["X-Amzn-Trace-Id", exchange.traceId],
    ],
  };
}

/** Only a client that asks for a binary type first of all gets the decoded bytes. */
function clientBody({ body, isBase64Encoded }: ProxyOutput, { api, request }: Exchange): Buffer {
  const [firstAccepted] = (headerValue(request.headers, "Accept") ?? "").split(",");
  const isDecoded = isBase64Encoded === true && isBinary(firstAccepted, api.binaryMediaTypes);
  return Buffer.from(body ?? "", isDecoded ? "base64" : "utf8");
}

function clientHeaders(output: ProxyHead): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (const [name, value] of mergedHeaders(output)) {
    const sentAs = responseHeaderName(name);
    if (sentAs === undefined) continue;
    refuseUnsendable(sentAs, value);
    lines.push([sentAs, value]);
  }
  return lines;
}

/**
 * "If you specify values for both headers and multiValueHeaders, API Gateway merges them into a
 * single list. If the same key-value pair is specified in both, only the values from
 * multiValueHeaders will appear." The merged name has the casing of multiValueHeaders.
 */
function mergedHeaders({ headers, multiValueHeaders }: ProxyHead): HeaderLine[] {
  const multi = new Map<string, { name: string; values: string[] }>();
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    multi.set(name.toLowerCase(), { name, values: [...values] });
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    const entry = multi.get(name.toLowerCase());
    if (!entry) multi.set(name.toLowerCase(), { name, values: [value] });
    else if (!entry.values.includes(value)) entry.values.push(value);
  }
  return [...multi.values()].flatMap(({ name, values }) =>
    values.map((value): HeaderLine => [name, value]),
  );
}

function refuseUnsendable(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw new GatewayFailure(failures.malformedProxyResponse);
  }
}

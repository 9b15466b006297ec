import { isUtf8 } from "node:buffer";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Caller } from "../../core/admission/verdict.ts";
import { BackEndError, badGateway, timedOut } from "./back-end-error.ts";
import { forwardedHeaders, type HeaderValues, returnedHeaders } from "./forwarded-headers.ts";
import type { BackEnd } from "./forwarder.ts";
import type { StreamingBackEnd } from "./streaming-forwarder.ts";
import { targetUrl } from "./target-url.ts";

export interface HttpBackEndOptions {
  /** The base address, to which the request's path is appended. */
  readonly url: string;
  /** For the whole exchange. */
  readonly timeoutMs: number;
}

/** Headers that are set anew. */
const replaced = new Set(["host", "content-length"]);

/** No response may grow beyond what Lambda can return. */
const greatestBytes = 6 * 1024 * 1024;

/**
 * Sends requests to an HTTP back end, one connection each: a container may be frozen at any time, and a
 * connection that the back end closed meanwhile would fail a request that cannot be repeated.
 *
 * Redirects are the caller's to follow.
 */
export function createHttpBackEnd({ url, timeoutMs }: HttpBackEndOptions): BackEnd {
  return async function callBackEnd(event, caller) {
    const signal = AbortSignal.timeout(timeoutMs);
    // Encoded bytes would arrive undecoded at callers whose API has no binary media types.
    const headers = { ...headersFor(event, caller), "Accept-Encoding": ["identity"] };
    return withinTime(signal, timeoutMs, async () => {
      const response = await send(targetUrl(url, event), event, headers, signal);
      return asResult(response, await readBody(response));
    });
  };
}

/** Sends them likewise, and hands the response on as it comes, in the encoding that the caller takes. */
export function createHttpStream({ url, timeoutMs }: HttpBackEndOptions): StreamingBackEnd {
  return async function openBackEnd(event, caller) {
    const signal = AbortSignal.timeout(timeoutMs);
    return withinTime(signal, timeoutMs, async () => {
      const headers = headersFor(event, caller);
      const response = await send(targetUrl(url, event), event, headers, signal);
      return { ...headOf(response), body: response };
    });
  };
}

function headersFor(event: APIGatewayProxyEvent, caller: Caller): Record<string, string[]> {
  const all = Object.entries(forwardedHeaders(event, caller));
  return Object.fromEntries(all.filter(([name]) => !replaced.has(name.toLowerCase())));
}

async function withinTime<T>(
  signal: AbortSignal,
  timeoutMs: number,
  exchange: () => Promise<T>,
): Promise<T> {
  try {
    return await exchange();
  } catch (error) {
    if (signal.aborted) throw timedOut(timeoutMs);
    if (error instanceof BackEndError) throw error;
    throw new BackEndError("the back end could not be reached", badGateway, error);
  }
}

async function send(
  url: URL,
  { httpMethod, body, isBase64Encoded }: APIGatewayProxyEvent,
  headers: Readonly<Record<string, string[]>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const payload = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
  const open = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise<IncomingMessage>((resolve, reject) => {
    const request = open(url, {
      method: httpMethod,
      agent: false,
      signal,
      headers: { ...headers, ...(body === null ? {} : { "Content-Length": payload.length }) },
    });
    request.once("response", resolve).once("error", reject);
    request.end(payload);
  });
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > greatestBytes) {
      response.destroy();
      throw new BackEndError("the back end's response is over 6 MB", badGateway);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Bytes that are no text go as base64, which API Gateway decodes for the API's binary media types. */
function asResult(response: IncomingMessage, body: Buffer): APIGatewayProxyResult {
  const head = headOf(response);
  const isText = isUtf8(body) && !isEncoded(head.multiValueHeaders);
  return { ...head, body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

function headOf({ statusCode = 502, rawHeaders }: IncomingMessage) {
  const values: Record<string, string[]> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    values[name] = [...(values[name] ?? []), value];
  }
  return { statusCode, multiValueHeaders: returnedHeaders(values) };
}

function isEncoded(headers: HeaderValues): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === "content-encoding");
}

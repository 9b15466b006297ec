import { isUtf8 } from "node:buffer";
import { type Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { BackEndError, badGateway, gatewayTimeout } from "./back-end-error.ts";
import { forwardedHeaders, type HeaderValues, returnedHeaders } from "./forwarded-headers.ts";
import type { BackEnd } from "./forwarder.ts";
import { targetUrl } from "./target-url.ts";

export interface HttpBackEndOptions {
  /** The base address, to which the request's path is appended. */
  readonly url: string;
  /** For the whole exchange. */
  readonly timeoutMs: number;
  readonly agent?: Agent;
}

/** What API Gateway sends anew, or what would have the back end's bytes arrive undecoded. */
const replaced = new Set(["host", "content-length", "accept-encoding"]);

/** No response may grow beyond what Lambda can return. */
const greatestBytes = 6 * 1024 * 1024;

/**
 * Sends requests to an HTTP back end, one connection each: a container may be frozen at any time, and a
 * connection that the back end closed meanwhile would fail a request that cannot be repeated.
 *
 * Redirects are the caller's to follow.
 */
export function createHttpBackEnd({ url: base, timeoutMs }: HttpBackEndOptions): BackEnd {
  return async function callBackEnd(event, caller) {
    const url = targetUrl(base, event);
    const signal = AbortSignal.timeout(timeoutMs);
    const headers = Object.entries(forwardedHeaders(event, caller)).filter(
      ([name]) => !replaced.has(name.toLowerCase()),
    );
    try {
      return await exchange(url, event, Object.fromEntries(headers), signal);
    } catch (error) {
      if (signal.aborted) {
        throw new BackEndError(`no answer came within ${timeoutMs} ms`, gatewayTimeout);
      }
      if (error instanceof BackEndError) throw error;
      throw new BackEndError("the back end could not be reached", badGateway, error);
    }
  };
}

async function exchange(
  url: URL,
  { httpMethod, body, isBase64Encoded }: APIGatewayProxyEvent,
  headers: Readonly<Record<string, string[]>>,
  signal: AbortSignal,
): Promise<APIGatewayProxyResult> {
  const payload = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = send(url, {
      method: httpMethod,
      agent: false,
      signal,
      headers: {
        ...headers,
        "Accept-Encoding": "identity",
        ...(body === null ? {} : { "Content-Length": payload.length }),
      },
    });
    request.once("response", resolve).once("error", reject);
    request.end(payload);
  });
  return asResult(response, await readBody(response));
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
function asResult(
  { statusCode = 502, rawHeaders }: IncomingMessage,
  body: Buffer,
): APIGatewayProxyResult {
  const values: Record<string, string[]> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    values[name] = [...(values[name] ?? []), value];
  }
  const isText = isUtf8(body) && !isEncoded(values);
  return {
    statusCode,
    multiValueHeaders: returnedHeaders(values),
    body: body.toString(isText ? "utf8" : "base64"),
    isBase64Encoded: !isText,
  };
}

function isEncoded(headers: HeaderValues): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === "content-encoding");
}

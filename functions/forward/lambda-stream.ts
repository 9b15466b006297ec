import { once } from "node:events";
import { Readable } from "node:stream";
import { BackEndError, badGateway, timedOut } from "./back-end-error.ts";
import { eventFor, failedWith, parseResult, refusalOf } from "./lambda-back-end.ts";
import type { OpenResponse, StreamingBackEnd } from "./streaming-forwarder.ts";

/** A part of a function's response, or how it ended. */
export type StreamEvent =
  | { readonly chunk: Uint8Array }
  | { readonly functionError: string | undefined };

/** Invokes the function, and gives what it sends as it comes. */
export type StreamFunction = (
  payload: string,
  signal: AbortSignal,
) => Promise<AsyncIterable<StreamEvent>>;

/** Between the metadata of a streamed response and its body. */
const delimiter = Buffer.alloc(8);
/** The limit of a function that does not stream. */
const greatestBytes = 6 * 1024 * 1024;

/**
 * Hands requests to a function as `createLambdaBackEnd` does, and its response on as it comes. A
 * function that does not stream answers as ever, in one piece.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function createLambdaStream(invoke: StreamFunction, timeoutMs: number): StreamingBackEnd {
  return async function openBackEnd(event, caller) {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const events = await invoke(JSON.stringify(eventFor(event, caller)), signal);
      return await openResponse(chunksOf(events, signal));
    } catch (error) {
      if (signal.aborted) throw timedOut(timeoutMs);
      throw error instanceof BackEndError ? error : refusalOf(error);
    }
  };
}

async function* chunksOf(
  events: AsyncIterable<StreamEvent>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const iterator = events[Symbol.asyncIterator]();
  // The client heeds the signal until the first byte of the response only.
  const expired = once(signal, "abort").then(() => signal.throwIfAborted());
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), expired]);
      if (!next || next.done) break;
      const event = next.value;
      if ("chunk" in event) yield Buffer.from(event.chunk);
      else if (event.functionError !== undefined) throw failedWith(event.functionError);
      else return;
    }
    throw new BackEndError("the response of the back end's function broke off", badGateway);
  } finally {
    // Not waited for: it may hang as the response does.
    expired.catch(() => {});
    void iterator.return?.();
  }
}

async function openResponse(chunks: AsyncGenerator<Buffer>): Promise<OpenResponse> {
  let sent = Buffer.alloc(0);
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return asOpen(sent.toString("utf8"), async function* nothing() {});
    sent = Buffer.concat([sent, value]);
    const end = sent.indexOf(delimiter);
    if (end >= 0) {
      const rest = sent.subarray(end + delimiter.length);
      return asOpen(sent.subarray(0, end).toString("utf8"), async function* body() {
        yield rest;
        yield* chunks;
      });
    }
    if (sent.length > greatestBytes) {
      throw new BackEndError("the back end's function streamed no metadata", badGateway);
    }
  }
}

function asOpen(text: string, rest: () => AsyncGenerator<Buffer>): OpenResponse {
  const { statusCode, multiValueHeaders = {}, body, isBase64Encoded } = parseResult(text);
  const headers = Object.entries(multiValueHeaders).map(([name, values]) => [
    name,
    values.map(String),
  ]);
  async function* parts() {
    yield Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
    yield* rest();
  }
  return {
    statusCode,
    multiValueHeaders: Object.fromEntries(headers),
    body: Readable.from(parts()),
  };
}

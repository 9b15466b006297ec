import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Caller } from "../../core/admission/verdict.ts";
import { logFault } from "../http/log.ts";
import { requestOf } from "../http/obey-verdict.ts";
import { type StreamingProxyHandler, streamEndpoint } from "../http/stream-with-verdict.ts";
import { answerFault } from "./forwarder.ts";

/** A response whose body is still to come. */
export interface OpenResponse {
  readonly statusCode: number;
  readonly multiValueHeaders: Record<string, string[]>;
  readonly body: Readable;
}

/**
 * Takes an admitted request to a back end, and resolves once it has sent its headers. Rejects with
 * BackEndError if no good answer came.
 */
export type StreamingBackEnd = (
  event: APIGatewayProxyEvent,
  caller: Caller,
) => Promise<OpenResponse>;

/**
 * A function that obeys the verdict, and sends a back end's response on as it comes. If that breaks off,
 * so does the response: its status is sent already.
 */
export function createStreamingForwarder(openBackEnd: StreamingBackEnd): StreamingProxyHandler {
  return streamEndpoint(async (event, caller, respond) => {
    const answer = await openBackEnd(event, caller).catch((error) => answerFault(error, event));
    if (typeof answer.body === "string") {
      respond(answer).end(answer.body);
      return;
    }
    const { statusCode, multiValueHeaders, body } = answer;
    try {
      await pipeline(body, respond({ statusCode, multiValueHeaders }));
    } catch (error) {
      logFault("the back end's response broke off", error, requestOf(event));
      throw error;
    }
  });
}

import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import {
  type Respond,
  type StreamingProxyHandler,
  streamEndpoint,
} from "../functions/http/stream-with-verdict.ts";
import { type Caller, callerOf } from "./caller.ts";

export type { Respond, StreamMetadata } from "../functions/http/stream-with-verdict.ts";

export type StreamingHandler = (
  event: APIGatewayProxyEvent,
  caller: Caller,
  respond: Respond,
  context: Context,
) => Promise<void>;

/**
 * Does the same as `withVerdict` for a function that streams its response. The integration's response
 * transfer mode has to be `STREAM`. As with AWS's `streamifyResponse`, the handler has to end the
 * stream before it returns.
 *
 * @throws Error outside of Lambda's Node.js runtime, which has the global `awslambda`
 * @example
 * export const handler = streamWithVerdict(async (event, caller, respond) => {
 *   const body = respond({ statusCode: 200, headers: { "Content-Type": "text/event-stream" } });
 *   await pipeline(tokensFor(event, caller), body);
 * });
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function streamWithVerdict(handler: StreamingHandler): StreamingProxyHandler {
  return streamEndpoint((event, caller, respond, context) =>
    handler(event, callerOf(caller), respond, context),
  );
}

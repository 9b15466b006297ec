import type { Writable } from "node:stream";
import type {
  APIGatewayProxyEvent,
  APIGatewayProxyResult,
  Context,
  StreamifyHandler,
} from "aws-lambda";
import type { Caller } from "../../core/admission/verdict.ts";
import { errors } from "../../core/errors.ts";
import { logFault } from "./log.ts";
import { obeyVerdict, requestOf, withHeaders } from "./obey-verdict.ts";
import { errorResponse } from "./response.ts";

/** The status and headers of a streamed response. */
export type StreamMetadata = Pick<
  APIGatewayProxyResult,
  "statusCode" | "headers" | "multiValueHeaders"
>;

/** Sends status and headers, the verdict's among them, and returns the stream for the body. */
export type Respond = (metadata: StreamMetadata) => Writable;

type Endpoint = (
  event: APIGatewayProxyEvent,
  caller: Caller,
  respond: Respond,
  context: Context,
) => Promise<void>;

export type StreamingProxyHandler = StreamifyHandler<APIGatewayProxyEvent, void>;

/**
 * Does the same as `withVerdict` for a function that streams its response.
 *
 * @throws Error outside of Lambda's Node.js runtime, which has the global `awslambda`
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function streamEndpoint(endpoint: Endpoint): StreamingProxyHandler {
  if (typeof awslambda === "undefined") {
    throw new Error("a streaming function needs the global awslambda of Lambda's Node.js runtime");
  }
  return awslambda.streamifyResponse<APIGatewayProxyEvent>(async (event, stream, context) => {
    const judged = obeyVerdict(event);
    if ("response" in judged) return answer(stream, judged.response);
    let hasResponded = false;
    const respond: Respond = (metadata) => {
      if (hasResponded) throw new Error("respond was called twice for one request");
      hasResponded = true;
      return open(stream, withHeaders(metadata, judged.headers));
    };
    await endpoint(event, judged.caller, respond, context);
    if (hasResponded) return;
    logFault("a streaming handler did not respond", undefined, requestOf(event));
    answer(stream, errorResponse(errors.internal, judged.headers));
  });
}

/**
 * Sends status and headers at once. AWS's stream sends them with the first `write` and never with
 * `end`, so an empty body, or one given to `end`, would go out without them.
 */
function open(stream: awslambda.HttpResponseStream, metadata: StreamMetadata): Writable {
  const { statusCode, headers = {}, multiValueHeaders } = metadata;
  const opened = awslambda.HttpResponseStream.from(stream, {
    statusCode,
    headers,
    ...(multiValueHeaders ? { multiValueHeaders } : {}),
  });
  opened.write("");
  return opened;
}

function answer(stream: awslambda.HttpResponseStream, response: APIGatewayProxyResult): void {
  const body = open(stream, response);
  body.write(response.body);
  body.end();
}

import { PassThrough } from "node:stream";
import type { ProxyIntegration } from "../template/model.ts";
import type { Exchange } from "./exchange.ts";
import { failures, GatewayFailure } from "./failure.ts";
import type { Invocation, Invoke } from "./invoke.ts";
import type { HttpResponse } from "./message.ts";
import { streamedHead } from "./proxy-response.ts";

const delimiter = Buffer.alloc(8);
/** "the delimiter must be within the first 16 KB of the stream data" */
const greatestMetadataBytes = 16 * 1024;

/**
 * Invokes a function and answers as soon as it has sent metadata and delimiter; the body follows as it
 * comes. What goes wrong after that breaks the response off, for its status is sent already.
 *
 * @throws GatewayFailure if the function fails or says nothing good before
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export async function streamedResponse(
  invoke: Invoke,
  { functionArn, timeoutMs }: Pick<ProxyIntegration, "functionArn" | "timeoutMs">,
  event: string,
  exchange: Exchange,
): Promise<HttpResponse> {
  const stream = new PassThrough();
  // Breaks off what is being sent; before that there is nobody to tell.
  stream.on("error", () => {});
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    let hasBegun = false;
    const onChunk = (chunk: Uint8Array) => {
      if (hasBegun) return void stream.write(chunk);
      head = Buffer.concat([head, chunk]);
      const end = head.subarray(0, greatestMetadataBytes).indexOf(delimiter);
      if (end < 0) return;
      hasBegun = true;
      try {
        const answered = streamedHead(head.subarray(0, end).toString("utf8"), exchange);
        stream.write(head.subarray(end + delimiter.length));
        resolve({ ...answered, body: Buffer.alloc(0), stream });
      } catch (error) {
        reject(error);
      }
    };
    invoke(functionArn, event, timeoutMs, onChunk).then((invocation) => {
      if (hasBegun && invocation.kind === "returned") stream.end();
      else if (hasBegun) stream.destroy(new Error(invocation.kind));
      else reject(new GatewayFailure(failureOf(invocation)));
    }, reject);
  });
}

/** API Gateway's answer in place of a function that gave nothing it could hand on. */
export function failureOf({ kind }: Invocation) {
  if (kind === "abandoned") return failures.integrationTimedOut;
  // "Lambda invocation failed with status: 429", which clients see as a 500.
  if (kind === "throttled") return failures.integrationFailed;
  return kind === "too-large" ? failures.requestTooLarge : failures.malformedProxyResponse;
}

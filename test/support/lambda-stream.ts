import { Writable } from "node:stream";
import type { Context, StreamifyHandler } from "aws-lambda";

/*
 * Response streaming as Lambda's Node.js runtime and API Gateway have it:
 *
 * - `from` sets the content type and has the metadata written before the first `write`. `end` does
 *   not do so, whether or not it is given data.
 * - API Gateway wants the metadata as JSON, then eight NUL bytes within the first 16 KB, then the body.
 *
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/ResponseStream.js
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */

const integrationType = "application/vnd.awslambda.http-integration-response";
const delimiter = Buffer.alloc(8);
const greatestMetadataBytes = 16 * 1024;

class LambdaStream extends Writable {
  readonly #chunks: Buffer[] = [];
  #hasWritten = false;
  beforeFirstWrite: (() => void) | undefined;
  contentType = "application/octet-stream";
  readonly setContentType = (contentType: string): void => {
    if (this.#hasWritten) throw new Error("Cannot set content-type, too late.");
    this.contentType = contentType;
  };

  get sent(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  sendAhead(chunk: string | Uint8Array): void {
    this.#chunks.push(Buffer.from(chunk));
  }

  override write(chunk: unknown, ...rest: never[]): boolean {
    if (!this.#hasWritten) this.beforeFirstWrite?.();
    this.#hasWritten = true;
    return super.write(chunk, ...rest);
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(Buffer.from(chunk));
    done();
  }
}

const HttpResponseStream = {
  from(stream: LambdaStream, metadata: unknown): LambdaStream {
    stream.setContentType(integrationType);
    const json = JSON.stringify(metadata);
    stream.beforeFirstWrite = () => {
      stream.sendAhead(json);
      stream.sendAhead(delimiter);
    };
    return stream;
  },
};

const isStreaming = Symbol.for("aws.lambda.runtime.handler.streaming");

/** The global `awslambda` of the runtime. */
export const emulatedAwslambda = {
  HttpResponseStream,
  streamifyResponse: (handler: object) => Object.assign(handler, { [isStreaming]: "response" }),
};

export interface StreamedResponse {
  readonly metadata: unknown;
  readonly body: string;
  readonly hasEnded: boolean;
}

/** Invokes a function as API Gateway does with the transfer mode `STREAM`. */
export async function invokeStreaming<E>(
  handler: StreamifyHandler<E, void>,
  event: E,
  context: Context,
  onStream: (sent: () => Buffer) => void = () => {},
): Promise<StreamedResponse> {
  if (!(isStreaming in handler)) throw new Error("the handler does not stream");
  const stream = new LambdaStream();
  onStream(() => stream.sent);
  await handler(event, stream, context);
  return { ...parseStreamed(stream.contentType, stream.sent), hasEnded: stream.writableEnded };
}

/** @throws Error if API Gateway would answer 502 */
function parseStreamed(contentType: string, sent: Buffer): Omit<StreamedResponse, "hasEnded"> {
  const end = sent.subarray(0, greatestMetadataBytes).indexOf(delimiter);
  if (contentType !== integrationType || end < 0) throw new Error("502: no metadata");
  const metadata: unknown = JSON.parse(sent.subarray(0, end).toString());
  return { metadata, body: sent.subarray(end + delimiter.length).toString() };
}

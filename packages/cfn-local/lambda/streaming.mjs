/*
 * Response streaming of Lambda's Node runtime, which functions find as the global `awslambda`. Runs
 * inside a worker thread.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
import { Writable } from "node:stream";

const mark = Symbol.for("aws.lambda.runtime.handler.streaming");
const delimiter = new Uint8Array(8);

/** Sends what is written at once. */
class ResponseStream extends Writable {
  #send;
  #prelude;

  constructor(send) {
    super({ decodeStrings: true });
    this.#send = send;
  }

  setContentType() {}

  setPrelude(metadata) {
    this.#prelude = metadata;
  }

  /** `end` does not come through here: as on Lambda, it sends no metadata. */
  write(...written) {
    if (this.#prelude !== undefined) {
      this.#send(Buffer.concat([Buffer.from(JSON.stringify(this.#prelude)), delimiter]));
      this.#prelude = undefined;
    }
    return super.write(...written);
  }

  _write(chunk, _encoding, done) {
    if (chunk.length > 0) this.#send(chunk);
    done();
  }
}

export const awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [mark]: "response" }),
  HttpResponseStream: {
    /** As on Lambda, the metadata goes out with the first `write`. */
    from(stream, metadata) {
      stream.setPrelude(metadata);
      return stream;
    },
  },
};

export function isStreaming(handler) {
  return handler[mark] === "response";
}

/** Resolves once the handler has, and has ended its stream. */
export async function runStreaming(handler, event, context, send) {
  const stream = new ResponseStream(send);
  const ended = new Promise((resolve, reject) => {
    stream.once("finish", resolve).once("error", reject);
  });
  // Unless the handler fails first, which is told instead.
  ended.catch(() => {});
  await handler(event, stream, context);
  await ended;
}

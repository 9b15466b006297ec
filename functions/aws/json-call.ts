import type { Agent, IncomingMessage } from "node:http";
import https from "node:https";
import { type AwsError, awsErrorFrom, ConnectionError } from "./aws-error.ts";
import type { Sign } from "./sign.ts";

/** Calls one operation of one AWS service that speaks AWS JSON, as DynamoDB and Secrets Manager do. */
export type JsonCall = (operation: string, input: object) => Promise<unknown>;

export interface JsonCallOptions {
  readonly endpoint: URL;
  /** What precedes the operation in `X-Amz-Target`, such as `DynamoDB_20120810`. */
  readonly targetPrefix: string;
  /** `1.0` for DynamoDB, `1.1` for Secrets Manager. */
  readonly jsonVersion: "1.0" | "1.1";
  readonly sign: Sign;
  /** After so long without an answer an attempt is given up. */
  readonly attemptTimeoutMs: number;
  /** After so long no further attempt is begun, and one under way is given up. */
  readonly deadlineMs: number;
  /** A number from 0 to 1: the jitter. */
  readonly random: () => number;
}

const maximumAttempts = 4;
const firstBackoffMs = 25;

/**
 * One request over a kept-alive connection, tried again with full jitter after throttling, a 5xx
 * or a broken connection, within the deadline.
 *
 * A request whose answer was lost may have taken effect, so a second attempt may take effect
 * twice; callers must only send what is safe to repeat. (A use that is counted twice admits less.)
 *
 * @throws AwsError with the service's error code, or ConnectionError
 */
export function createJsonCall(options: JsonCallOptions): JsonCall {
  const post = createPost(options);

  return async function call(operation, input) {
    const startedAt = performance.now();
    const body = JSON.stringify(input);
    const request = {
      endpoint: options.endpoint,
      target: `${options.targetPrefix}.${operation}`,
      contentType: `application/x-amz-json-${options.jsonVersion}`,
      body,
    };

    for (let attempt = 1; ; attempt++) {
      const timeLeftMs = options.deadlineMs - (performance.now() - startedAt);
      try {
        return await post(
          await options.sign(request),
          body,
          Math.min(options.attemptTimeoutMs, timeLeftMs),
        );
      } catch (error) {
        const backoffMs = options.random() * firstBackoffMs * 2 ** attempt;
        const endsMs = performance.now() - startedAt + backoffMs;
        if (!isRetryable(error) || attempt === maximumAttempts || endsMs >= options.deadlineMs) {
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, backoffMs));
      }
    }
  };
}

function isRetryable(error: unknown): error is AwsError | ConnectionError {
  return error instanceof Error && "isRetryable" in error && error.isRetryable === true;
}

type Post = (
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
) => Promise<unknown>;

function createPost({ endpoint }: JsonCallOptions): Post {
  const isHttps = endpoint.protocol === "https:";
  // node:http draws in undici, some 20 ms of start-up: only an emulator is called without TLS.
  const transport = isHttps ? Promise.resolve(https) : import("node:http");
  let agent: Agent | undefined;

  return async function post(headers, body, timeoutMs) {
    const { request, Agent } = await transport;
    agent ??= new Agent({ keepAlive: true, maxSockets: 64 });
    return new Promise((resolve, reject) => {
      const outgoing = request(endpoint, { method: "POST", headers, agent });
      const timer = setTimeout(
        () => outgoing.destroy(new ConnectionError(`no answer within ${Math.round(timeoutMs)} ms`)),
        timeoutMs,
      );
      outgoing.on("close", () => clearTimeout(timer));
      outgoing.on("error", (cause) =>
        reject(cause instanceof ConnectionError ? cause : new ConnectionError("failed", { cause })),
      );
      outgoing.on("response", (response) => {
        readJson(response).then(resolve, reject);
      });
      outgoing.end(body);
    });
  };
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk);
  } catch (cause) {
    throw new ConnectionError("the answer broke off", { cause });
  }
  const text = Buffer.concat(chunks).toString();
  const status = response.statusCode ?? 0;
  if (status === 200) return JSON.parse(text);
  throw awsErrorFrom(status, text);
}

import type { AwsError, ConnectionError } from "./aws-error.ts";
import { createSend } from "./send.ts";
import type { Sign } from "./sign.ts";

/** Calls one operation of one AWS service that speaks AWS JSON, as DynamoDB and Secrets Manager do. */
export type JsonCall = (operation: string, input: object) => Promise<unknown>;

export interface JsonService {
  readonly call: JsonCall;
}

export interface JsonServiceOptions {
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
export function createJsonService(options: JsonServiceOptions): JsonService {
  const send = createSend(options.endpoint);

  async function call(operation: string, input: object): Promise<unknown> {
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
        const timeoutMs = Math.min(options.attemptTimeoutMs, timeLeftMs);
        return await send(options.sign(request), body, timeoutMs);
      } catch (error) {
        const backoffMs = options.random() * firstBackoffMs * 2 ** attempt;
        const endsMs = performance.now() - startedAt + backoffMs;
        if (!isRetryable(error) || attempt === maximumAttempts || endsMs >= options.deadlineMs) {
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, backoffMs));
      }
    }
  }

  return { call };
}

function isRetryable(error: unknown): error is AwsError | ConnectionError {
  return error instanceof Error && "isRetryable" in error && error.isRetryable === true;
}

import type { Deadline } from "../time/deadline.ts";
import { type AwsError, ConnectionError } from "./aws-error.ts";
import { createSend, type Send } from "./send.ts";
import type { Sign } from "./sign.ts";

/** Calls one operation of one AWS service that speaks AWS JSON, as DynamoDB and Secrets Manager do. */
export type JsonCall = (operation: string, input: object, deadline: Deadline) => Promise<unknown>;

export interface JsonService {
  readonly call: JsonCall;
}

export interface JsonServiceOptions {
  readonly endpoint: URL;
  /** The prefix of the operation in `X-Amz-Target`, such as `DynamoDB_20120810`. */
  readonly targetPrefix: string;
  /** `1.0` for DynamoDB, `1.1` for Secrets Manager. */
  readonly jsonVersion: "1.0" | "1.1";
  readonly sign: Sign;
  /** After so long without an answer an attempt is given up. */
  readonly attemptTimeoutMs: number;
  /** A number from 0 to 1: the jitter. */
  readonly random: () => number;
  /** How requests get to the endpoint; over connections that are kept for good if absent. */
  readonly send?: Send;
}

const maximumAttempts = 4;
const firstBackoffMs = 25;
/** An attempt with less time than this would most likely be given up before its answer. */
const leastAttemptMs = 20;

/**
 * One request over a kept-alive connection, tried again with full jitter after throttling, a 5xx
 * or a broken connection, within the deadline; at once where the server had closed a kept connection.
 *
 * A request whose answer was lost may have taken effect, so a second attempt may take effect
 * twice; callers must only send what is safe to repeat. (A use that is counted twice admits less.)
 *
 * @throws AwsError with the service's error code, ConnectionError, or DeadlineError where there was
 *   no time for a first attempt
 */
export function createJsonService(options: JsonServiceOptions): JsonService {
  const send = options.send ?? createSend(options.endpoint);

  async function call(operation: string, input: object, deadline: Deadline): Promise<unknown> {
    deadline.require(leastAttemptMs);
    const body = JSON.stringify(input);
    const request = {
      endpoint: options.endpoint,
      target: `${options.targetPrefix}.${operation}`,
      contentType: `application/x-amz-json-${options.jsonVersion}`,
      body,
    };

    for (let attempt = 1; ; attempt++) {
      try {
        return await send(options.sign(request), body, options.attemptTimeoutMs, deadline);
      } catch (error) {
        const isStale = error instanceof ConnectionError && error.isStale;
        const backoffMs = isStale ? 0 : options.random() * firstBackoffMs * 2 ** attempt;
        const hasTime = deadline.remainingMs >= backoffMs + leastAttemptMs;
        if (!isRetryable(error) || attempt === maximumAttempts || !hasTime) throw error;
        if (!isStale) await deadline.pause(backoffMs);
        // A pause may last longer than it should: a container may have been frozen in it.
        if (deadline.remainingMs < leastAttemptMs) throw error;
      }
    }
  }

  return { call };
}

function isRetryable(error: unknown): error is AwsError | ConnectionError {
  return error instanceof Error && "isRetryable" in error && error.isRetryable === true;
}

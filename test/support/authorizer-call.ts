import { createJsonService, type JsonCall } from "../../core/aws/json-service.ts";
import { createSign } from "../../core/aws/sign.ts";

const longestTimerMs = 2 ** 31 - 1;

/**
 * The authorizer's own way to a database, but that it waits for each answer: a request that was sent
 * again, because a busy machine took its time, would be counted twice.
 */
export function authorizerCall(endpoint: string): JsonCall {
  return createJsonService({
    endpoint: new URL(endpoint),
    targetPrefix: "DynamoDB_20120810",
    jsonVersion: "1.0",
    attemptTimeoutMs: longestTimerMs,
    random: Math.random,
    sign: createSign({
      service: "dynamodb",
      region: "us-east-1",
      credentials: () => ({ accessKeyId: "local", secretAccessKey: "local" }),
      nowEpochMs: Date.now,
    }),
  }).call;
}

import * as budgets from "../time/budgets.ts";
import { credentialsFrom, type Environment, endpointFrom, regionFrom } from "./environment.ts";
import { createJsonService, type JsonService } from "./json-service.ts";
import { type AwsService, createSign } from "./sign.ts";

export function createDynamoDb(environment: Environment): JsonService {
  return createServiceCall(environment, "dynamodb", "DynamoDB_20120810", "1.0");
}

export function createSecretsManager(environment: Environment): JsonService {
  return createServiceCall(environment, "secretsmanager", "secretsmanager", "1.1");
}

/** Calls of it are repeated after a lost response, so a message may be there twice. */
export function createSqs(environment: Environment): JsonService {
  return createServiceCall(environment, "sqs", "AmazonSQS", "1.0", "SQS", budgets.eventAttemptMs);
}

/** CloudWatch Logs, which takes seconds to search. */
export function createLogs(environment: Environment): JsonService {
  return createServiceCall(
    environment,
    "logs",
    "Logs_20140328",
    "1.1",
    "CLOUDWATCH_LOGS",
    budgets.logSearchAttemptMs,
  );
}

/** As with queues, an event may be there twice. */
export function createEventBridge(environment: Environment): JsonService {
  return createServiceCall(
    environment,
    "events",
    "AWSEvents",
    "1.1",
    "EVENTBRIDGE",
    budgets.eventAttemptMs,
  );
}

function createServiceCall(
  environment: Environment,
  service: AwsService,
  targetPrefix: string,
  jsonVersion: "1.0" | "1.1",
  suffix?: string,
  attemptTimeoutMs = budgets.authorizerAttemptMs,
): JsonService {
  return createJsonService({
    endpoint: endpointFrom(environment, service, suffix),
    targetPrefix,
    jsonVersion,
    attemptTimeoutMs,
    random: Math.random,
    sign: createSign({
      service,
      region: regionFrom(environment),
      credentials: () => credentialsFrom(environment),
      nowEpochMs: Date.now,
    }),
  });
}

import * as budgets from "../time/budgets.ts";
import {
  credentialsFrom,
  type Environment,
  endpointFrom,
  regionFrom,
  type Service,
} from "./environment.ts";
import { createJsonService, type JsonService } from "./json-service.ts";
import { createSign } from "./sign.ts";

export function createDynamoDb(environment: Environment): JsonService {
  return createServiceCall(environment, "dynamodb", "DynamoDB_20120810", "1.0");
}

export function createSecretsManager(environment: Environment): JsonService {
  return createServiceCall(environment, "secretsmanager", "secretsmanager", "1.1");
}

/** CloudWatch Logs, which takes seconds to search. */
export function createLogs(environment: Environment): JsonService {
  return createServiceCall(environment, "logs", "Logs_20140328", "1.1", budgets.logSearchAttemptMs);
}

function createServiceCall(
  environment: Environment,
  service: Service,
  targetPrefix: string,
  jsonVersion: "1.0" | "1.1",
  attemptTimeoutMs: number = budgets.authorizerAttemptMs,
): JsonService {
  return createJsonService({
    endpoint: endpointFrom(environment, service),
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

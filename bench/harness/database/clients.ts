import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { createDynamoDb } from "../../../core/aws/clients.ts";
import type { JsonCall } from "../../../core/aws/json-service.ts";

const region = "us-east-1";

/** Not secret: the embedded database takes any. */
const credentials = { accessKeyId: "local", secretAccessKey: "local" };

/** The environment that the clients of a deployed function find. */
export function databaseEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  };
}

/** The authorizer's own way to the database. */
export function newCall(endpoint: string): JsonCall {
  return createDynamoDb(databaseEnvironment(endpoint)).call;
}

/** The SDK's client, with its default settings. */
export function newSdkClient(endpoint: string): DynamoDB {
  return new DynamoDB({ endpoint, region, credentials });
}

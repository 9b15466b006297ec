import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** Within the functions' time-out of 10 s, so that a hung connection leaves time for another try. */
const connectionTimeoutMs = 1_000;
const requestTimeoutMs = 2_000;

/** The SDK's client, for the functions that are not on every request's path. */
export function createDocumentClient(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({
      requestHandler: {
        connectionTimeout: connectionTimeoutMs,
        requestTimeout: requestTimeoutMs,
        throwOnRequestTimeout: true,
      },
    }),
  );
}

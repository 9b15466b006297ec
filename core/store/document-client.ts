import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/**
 * Of an unknown attribute the number may be greater than JavaScript's, which the SDK would refuse
 * together with the whole item. The readers check the numbers that this product stores.
 */
export const openTranslation = { unmarshallOptions: { wrapNumbers: Number } };

/**
 * The SDK's client, for the functions that are not on every request's path. It makes one attempt:
 * `createTableClient` makes the next ones and knows how much time there is.
 */
export function createDocumentClient(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 1 }), openTranslation);
}

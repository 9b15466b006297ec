import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import middy from "@middy/core";
import { plainItem } from "../../../core/store/attribute-value.ts";
import { dynamoDbItem } from "../database/dynamodb-json.ts";
import { authorizerHandler } from "./authorizer-handler.ts";
import { asAwsError } from "./conditional-failure.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** The same logic on the document client, wrapped by middy, as the management function is. */
export const handler = middy(
  await authorizerHandler(async (operation, input) => {
    try {
      return operation === "Query" ? await query(input) : await updateItem(input);
    } catch (error) {
      throw asAwsError(error);
    }
  }),
);

/** Parses what core/store builds: that it is a command's input is what its own tests hold. */
async function query(json: object): Promise<unknown> {
  const input = json as QueryCommandInput;
  const { Items = [] } = await client.send(
    new QueryCommand({
      ...input,
      ExpressionAttributeValues: plainItem(input.ExpressionAttributeValues),
    }),
  );
  return { Items: Items.map(dynamoDbItem) };
}

/** Likewise. */
async function updateItem(json: object): Promise<unknown> {
  const input = json as UpdateCommandInput;
  const { Attributes } = await client.send(
    new UpdateCommand({
      ...input,
      Key: plainItem(input.Key),
      ExpressionAttributeValues: plainItem(input.ExpressionAttributeValues),
    }),
  );
  return { Attributes: dynamoDbItem(Attributes ?? {}) };
}

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
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
      return operation === "GetItem" ? await getItem(input) : await updateItem(input);
    } catch (error) {
      throw asAwsError(error);
    }
  }),
);

/** Parses what core/store builds: that it is a command's input is what its own tests hold. */
async function getItem(json: object): Promise<unknown> {
  const input = json as GetCommandInput;
  const { Item } = await client.send(new GetCommand({ ...input, Key: plainItem(input.Key) }));
  return Item ? { Item: dynamoDbItem(Item) } : {};
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

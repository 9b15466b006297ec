import {
  DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { authorizerHandler } from "./authorizer-handler.ts";
import { asAwsError } from "./conditional-failure.ts";
import { withBase64, withBytes } from "./sdk-values.ts";

const client = new DynamoDBClient({});

/** The same logic on the SDK's client-dynamodb. */
export const handler = await authorizerHandler(async (operation, input) => {
  try {
    const wanted = withBytes(input);
    return withBase64(await send(operation, wanted));
  } catch (error) {
    throw asAwsError(error);
  }
});

/** Parses what core/store builds: that it is a command's input is what its own tests hold. */
function send(operation: string, input: unknown): Promise<object> {
  return operation === "Query"
    ? client.send(new QueryCommand(input as QueryCommandInput))
    : client.send(new UpdateItemCommand(input as UpdateItemCommandInput));
}

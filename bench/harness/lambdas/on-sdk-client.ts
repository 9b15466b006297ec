import {
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
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
    return withBase64(await client.send(commandFor(operation, wanted)));
  } catch (error) {
    throw asAwsError(error);
  }
});

/** Parses what core/store builds: that it is a command's input is what its own tests hold. */
function commandFor(operation: string, input: unknown): UpdateItemCommand | GetItemCommand {
  return operation === "GetItem"
    ? new GetItemCommand(input as GetItemCommandInput)
    : new UpdateItemCommand(input as UpdateItemCommandInput);
}

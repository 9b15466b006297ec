import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../../core/aws/aws-error.ts";
import { withBase64 } from "./sdk-values.ts";

/** The SDK's error as core/store knows it; the document client hands its item over alike. */
export function asAwsError(error: unknown): unknown {
  if (!(error instanceof ConditionalCheckFailedException)) return error;
  return new AwsError(400, error.name, { Item: withBase64(error.Item) });
}

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { policy } from "../../../functions/http/authorizer-policy.ts";
import { tutorialCheck } from "../contestants/tutorial-check.ts";

const secrets = new SecretsManagerClient({});
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const tableName = process.env.TABLE_NAME ?? "";
let secret: string | undefined;

/** An authorizer as tutorials write it: clients outside of the handler, the secret kept. */
export async function handler(event: APIGatewayRequestAuthorizerEvent) {
  secret ??= await readSecret();
  const key = (event.headers?.Authorization ?? "").replace(/^Bearer /, "");
  const verdict = await tutorialCheck(client, tableName, secret, key);
  const effect = verdict === "ok" ? "Allow" : "Deny";
  return policy(effect, event.methodArn, "acct_1", { verdict });
}

async function readSecret(): Promise<string> {
  const SecretId = process.env.PEPPER_SECRET_ARN ?? "";
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  return SecretString ?? "";
}

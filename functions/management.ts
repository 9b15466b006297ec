import { randomBytes } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { createSecretsManagerCall } from "./aws/clients.ts";
import { required } from "./aws/environment.ts";
import { answerErrors } from "./http/error-middleware.ts";
import { forbidStoring } from "./http/no-store-middleware.ts";
import { createHandle } from "./management/handle.ts";
import { createAccounts } from "./store/accounts.ts";
import { createListKeys } from "./store/key-list.ts";
import { createKeys } from "./store/keys.ts";
import { createReadKeyring } from "./store/pepper-secret.ts";

const tableName = required(process.env, "TABLE_NAME");
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const accounts = createAccounts(client, tableName);

const handle = createHandle({
  accounts,
  keys: createKeys(client, tableName, accounts),
  listKeys: createListKeys(client, tableName),
  keyring: createReadKeyring(
    createSecretsManagerCall(process.env),
    required(process.env, "PEPPER_SECRET_ARN"),
    Date.now,
  ),
  randomBytes,
  nowEpochMs: Date.now,
});

/** The management API: accounts and their keys. */
export const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
  .use(forbidStoring())
  .use(answerErrors())
  .handler(handle);

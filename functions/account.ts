import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { required } from "./aws/environment.ts";
import { withVerdict } from "./http/with-verdict.ts";
import { createShowAccount } from "./public/show-account.ts";
import { createAccounts } from "./store/accounts.ts";
import { createListKeys } from "./store/key-list.ts";

const tableName = required(process.env, "TABLE_NAME");
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = withVerdict(
  createShowAccount({
    accounts: createAccounts(client, tableName),
    listKeys: createListKeys(client, tableName),
    nowEpochMs: Date.now,
  }),
);

import { required } from "./aws/environment.ts";
import { withVerdict } from "./http/with-verdict.ts";
import { createShowAccount } from "./public/show-account.ts";
import { createAccounts } from "./store/accounts.ts";
import { createDocumentClient } from "./store/document-client.ts";
import { createReadKeysSince } from "./store/key-list.ts";

const tableName = required(process.env, "TABLE_NAME");
const client = createDocumentClient();

export const handler = withVerdict(
  createShowAccount({
    accounts: createAccounts(client, tableName),
    readKeysSince: createReadKeysSince(client, tableName),
    nowEpochMs: Date.now,
  }),
);

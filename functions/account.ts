import { required } from "../core/aws/environment.ts";
import { settings } from "../core/config/process-settings.ts";
import { createAccounts } from "../core/store/accounts.ts";
import { createDocumentClient } from "../core/store/document-client.ts";
import { createReadKeysSince } from "../core/store/key-list.ts";
import { createTableClient } from "../core/store/table-client.ts";
import * as budgets from "../core/time/budgets.ts";
import { withVerdict } from "./http/with-verdict.ts";
import { createShowAccount } from "./public/show-account.ts";

const tableName = required(process.env, "TABLE_NAME");
const documentClient = createDocumentClient();

export const handler = withVerdict((event, caller, deadline) => {
  const client = createTableClient(documentClient, deadline, {
    attemptTimeoutMs: budgets.endpointAttemptMs,
    random: Math.random,
  });
  const showAccount = createShowAccount({
    accounts: createAccounts(client, tableName, Date.now),
    readKeysSince: createReadKeysSince(client, tableName),
    nowEpochMs: Date.now,
    keyPrefix: settings.keyPrefix,
  });
  return showAccount(event, caller, deadline);
});

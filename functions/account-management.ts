import { createListEvents } from "../core/store/events.ts";
import { managementHandler } from "./http/management-handler.ts";
import { createDispatch } from "./management/dispatch.ts";
import { getAccount } from "./management/get-account.ts";
import { getMe } from "./management/get-me.ts";
import { listAccounts } from "./management/list-accounts.ts";
import { listEvents } from "./management/list-events.ts";
import type { AccountPorts } from "./management/ports.ts";
import { putAccount } from "./management/put-account.ts";
import type { AccountRoute } from "./management/routes.ts";
import { withViewerAddress } from "./management/viewer-address.ts";
import { createPortsFor, createProof, createTable } from "./management/wiring.ts";

const table = createTable(process.env);

/** Accounts, their plans and their audit trails. */
export const handler = managementHandler(
  withViewerAddress(
    createProof(process.env),
    createDispatch<AccountRoute, AccountPorts>(
      {
        "GET /manage/v1/me": getMe,
        "GET /manage/v1/accounts": listAccounts,
        "PUT /manage/v1/accounts/{account_id}": putAccount,
        "GET /manage/v1/accounts/{account_id}": getAccount,
        "GET /manage/v1/accounts/{account_id}/events": listEvents,
      },
      createPortsFor(process.env, table, (client) => ({
        listEvents: createListEvents(client, table.name),
      })),
    ),
  ),
);

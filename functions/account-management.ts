import { createListAllEvents } from "../core/store/all-events.ts";
import { createListEvents } from "../core/store/events.ts";
import { managementHandler } from "./http/management-handler.ts";
import { accountEndpoints } from "./management/account-endpoints.ts";
import { createDispatch } from "./management/endpoint.ts";
import { createTable } from "./management/table.ts";
import { withViewerAddress } from "./management/viewer-address.ts";
import { createPortsFor, prefetchOriginSecret } from "./management/wiring.ts";

const table = createTable(process.env);

/** Accounts, their plans and their audit trails. */
export const handler = managementHandler(
  withViewerAddress(
    prefetchOriginSecret(process.env),
    createDispatch(
      accountEndpoints,
      createPortsFor(process.env, table, (client) => ({
        listEvents: createListEvents(client, table.name),
        listAllEvents: createListAllEvents(client, table.name, Date.now),
      })),
    ),
  ),
);

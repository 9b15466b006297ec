import { randomBytes } from "node:crypto";
import { createListKeys } from "../core/store/key-list.ts";
import { createKeys } from "../core/store/keys.ts";
import { managementHandler } from "./http/management-handler.ts";
import { createDispatch } from "./management/endpoint.ts";
import { keyEndpoints } from "./management/key-endpoints.ts";
import { createTable } from "./management/table.ts";
import { withViewerAddress } from "./management/viewer-address.ts";
import { createPortsFor, prefetchOriginSecret } from "./management/wiring.ts";

const table = createTable(process.env);

/** The keys of an account. */
export const handler = managementHandler(
  withViewerAddress(
    prefetchOriginSecret(process.env),
    createDispatch(
      keyEndpoints,
      createPortsFor(process.env, table, (client, accounts) => ({
        keys: createKeys(client, table.name, accounts, Date.now, table.retentionDays),
        listKeys: createListKeys(client, table.name),
        randomBytes,
      })),
    ),
  ),
);

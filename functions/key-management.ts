import { randomBytes } from "node:crypto";
import { createListKeys } from "../core/store/key-list.ts";
import { createKeys } from "../core/store/keys.ts";
import { managementHandler } from "./http/management-handler.ts";
import { createKey } from "./management/create-key.ts";
import { createDispatch } from "./management/dispatch.ts";
import { explainKey } from "./management/explain-key.ts";
import { getKey } from "./management/get-key.ts";
import { importKey } from "./management/import-key.ts";
import { listKeys } from "./management/list-keys.ts";
import type { KeyPorts } from "./management/ports.ts";
import { revokeKey } from "./management/revoke-key.ts";
import { rotateKey } from "./management/rotate-key.ts";
import type { KeyRoute } from "./management/routes.ts";
import { updateKey } from "./management/update-key.ts";
import { withViewerAddress } from "./management/viewer-address.ts";
import { createPortsFor, createProof, createTable } from "./management/wiring.ts";

const table = createTable(process.env);

/** The keys of an account. */
export const handler = managementHandler(
  withViewerAddress(
    createProof(process.env),
    createDispatch<KeyRoute, KeyPorts>(
      {
        "POST /manage/v1/accounts/{account_id}/keys": createKey,
        "GET /manage/v1/accounts/{account_id}/keys": listKeys,
        "POST /manage/v1/accounts/{account_id}/keys/import": importKey,
        "GET /manage/v1/accounts/{account_id}/keys/{id}": getKey,
        "PATCH /manage/v1/accounts/{account_id}/keys/{id}": updateKey,
        "DELETE /manage/v1/accounts/{account_id}/keys/{id}": revokeKey,
        "POST /manage/v1/accounts/{account_id}/keys/{id}/rotate": rotateKey,
        "GET /manage/v1/accounts/{account_id}/keys/{id}/explain": explainKey,
      },
      createPortsFor(process.env, table, (client, { accounts }) => ({
        keys: createKeys(client, table.name, accounts, Date.now, table.retentionDays),
        listKeys: createListKeys(client, table.name),
        randomBytes,
      })),
    ),
  ),
);

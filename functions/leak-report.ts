import { createKeys } from "../core/store/keys.ts";
import { createReadKeyRecord } from "../core/store/read-managed-key.ts";
import { openHandler } from "./http/management-handler.ts";
import { createAddressBudget } from "./management/address-budget.ts";
import { reportEndpoint } from "./management/report-endpoint.ts";
import { createTable } from "./management/table.ts";
import { withViewerAddress } from "./management/viewer-address.ts";
import { createPortsFor, prefetchOriginSecret } from "./management/wiring.ts";

const table = createTable(process.env);

const portsFor = createPortsFor(process.env, table, (client, accounts) => ({
  keys: createKeys(client, table.name, accounts, Date.now, table.retentionDays),
  readKeyRecord: createReadKeyRecord(client, table.name),
}));

const spendBudget = createAddressBudget({
  burst: 10,
  perSecond: 1,
  capacity: 10_000,
  nowMs: () => performance.now(),
});

/** Ends keys that somebody found. */
export const handler = openHandler(
  withViewerAddress(prefetchOriginSecret(process.env), (event, deadline) =>
    reportEndpoint(event, spendBudget, portsFor(deadline)),
  ),
);

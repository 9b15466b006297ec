import { ulid } from "ulid";
import { createSecretsManager } from "../../core/aws/clients.ts";
import { type Environment, required } from "../../core/aws/environment.ts";
import { config } from "../../core/config/process-config.ts";
import type { CommonPorts } from "../../core/management/ports.ts";
import { type Accounts, createAccounts } from "../../core/store/accounts.ts";
import { createListRefusals } from "../../core/store/refusals.ts";
import { createRotatedSecret, type RotatedSecret } from "../../core/store/rotated-secret.ts";
import type { TableClient } from "../../core/store/table-client.ts";
import { createWatchedKeyring } from "../../core/store/watched-keyring.ts";
import * as budgets from "../../core/time/budgets.ts";
import { Deadline } from "../../core/time/deadline.ts";
import type { PortsFor } from "./endpoint.ts";
import type { Table } from "./table.ts";

/**
 * Makes the ports of a function's endpoints, anew for each request: none of them outlasts its deadline.
 *
 * @param more makes the additional ports of its own use cases
 * @throws Error that names a missing environment variable
 */
export function createPortsFor<More>(
  environment: Environment,
  table: Table,
  more: (client: TableClient, accounts: Accounts) => More,
): PortsFor<CommonPorts & More> {
  const readKeyring = createWatchedKeyring(
    createSecretsManager(environment).call,
    required(environment, "PEPPER_SECRET_ARN"),
    Date.now,
  );
  return (deadline) => {
    const client = table.clientFor(deadline);
    const accounts = createAccounts(client, table.name, Date.now, table.retentionDays);
    return {
      config,
      accounts,
      listRefusals: createListRefusals(client, table.name),
      keyring: (neededVersion) => readKeyring(deadline, neededVersion),
      nowEpochMs: Date.now,
      newEventId: ulid,
      ...more(client, accounts),
    };
  };
}

/**
 * Starts to read the origin secret while Lambda starts the container. The read has a deadline of its own. If it
 * fails, the first request that needs the secret reads it again.
 *
 * @throws Error that names an environment variable which is not set
 */
export function prefetchOriginSecret(environment: Environment): RotatedSecret {
  const originSecret = createRotatedSecret(
    createSecretsManager(environment).call,
    required(environment, "ORIGIN_SECRET_ARN"),
    Date.now,
  );
  originSecret.prefetch(new Deadline(budgets.managementMs)).catch(() => {});
  return originSecret;
}

import { type Environment, required } from "../../core/aws/environment.ts";
import { createDocumentClient } from "../../core/store/document-client.ts";
import { createTableClient, type TableClient } from "../../core/store/table-client.ts";
import * as budgets from "../../core/time/budgets.ts";
import type { Deadline } from "../../core/time/deadline.ts";

/** The one table, and the way to it. */
export interface Table {
  readonly clientFor: (deadline: Deadline) => TableClient;
  readonly name: string;
  /** How long audit events are kept; undefined: as long as by default. */
  readonly retentionDays: number | undefined;
}

/** @throws Error that names a variable which is not set */
export function createTable(environment: Environment): Table {
  const documentClient = createDocumentClient();
  const options = { attemptTimeoutMs: budgets.managementAttemptMs, random: Math.random };
  return {
    clientFor: (deadline) => createTableClient(documentClient, deadline, options),
    name: required(environment, "TABLE_NAME"),
    retentionDays: retentionDaysFrom(environment),
  };
}

function retentionDaysFrom({ AUDIT_RETENTION_DAYS: days }: Environment): number | undefined {
  if (!days) return undefined;
  if (/^[1-9][0-9]{0,3}$/.test(days)) return Number(days);
  throw new Error("environment variable AUDIT_RETENTION_DAYS is not a number of days");
}

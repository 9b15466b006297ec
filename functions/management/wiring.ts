import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { monotonicFactory } from "ulid";
import { createSecretsManager } from "../aws/clients.ts";
import { type Environment, required } from "../aws/environment.ts";
import { createAccounts } from "../store/accounts.ts";
import { createDocumentClient } from "../store/document-client.ts";
import { createFrontDoorProof, type FrontDoorProof } from "../store/front-door-secret.ts";
import { createReadKeyring } from "../store/pepper-secret.ts";
import type { CommonPorts } from "./ports.ts";

/** The one table, and the client to reach it by. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  /** How long audit events are kept; undefined: as long as by default. */
  readonly retentionDays: number | undefined;
}

/** @throws Error that names a variable which is not set */
export function createTable(environment: Environment): Table {
  return {
    client: createDocumentClient(),
    name: required(environment, "TABLE_NAME"),
    retentionDays: retentionDaysFrom(environment),
  };
}

/** @throws Error that names a variable which is not set */
export function createCommonPorts(
  environment: Environment,
  { client, name, retentionDays }: Table,
): CommonPorts {
  return {
    accounts: createAccounts(client, name, retentionDays),
    keyring: createReadKeyring(
      createSecretsManager(environment).call,
      required(environment, "PEPPER_SECRET_ARN"),
      Date.now,
    ),
    nowEpochMs: Date.now,
    newEventId: monotonicFactory(),
  };
}

/**
 * Begins to read the secret while Lambda starts the container. If that fails, whoever needs it tries
 * again.
 *
 * @throws Error that names a variable which is not set
 */
export function createProof(environment: Environment): FrontDoorProof {
  const proof = createFrontDoorProof(
    createSecretsManager(environment).call,
    required(environment, "FRONT_DOOR_SECRET_ARN"),
    Date.now,
  );
  proof.prefetch().catch(() => {});
  return proof;
}

function retentionDaysFrom({ AUDIT_RETENTION_DAYS: days }: Environment): number | undefined {
  if (!days) return undefined;
  if (/^[1-9][0-9]{0,3}$/.test(days)) return Number(days);
  throw new Error("environment variable AUDIT_RETENTION_DAYS is not a number of days");
}

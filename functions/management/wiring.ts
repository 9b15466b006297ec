import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { monotonicFactory } from "ulid";
import { createSecretsManager } from "../aws/clients.ts";
import { type Environment, required } from "../aws/environment.ts";
import { createAccounts } from "../store/accounts.ts";
import { createDocumentClient } from "../store/document-client.ts";
import { createReadKeyring } from "../store/pepper-secret.ts";
import type { CommonPorts } from "./ports.ts";

/** The one table, and the client to reach it by. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

/** @throws Error that names a variable which is not set */
export function createTable(environment: Environment): Table {
  return {
    client: createDocumentClient(),
    name: required(environment, "TABLE_NAME"),
  };
}

/** @throws Error that names a variable which is not set */
export function createCommonPorts(environment: Environment, { client, name }: Table): CommonPorts {
  return {
    accounts: createAccounts(client, name),
    keyring: createReadKeyring(
      createSecretsManager(environment).call,
      required(environment, "PEPPER_SECRET_ARN"),
      Date.now,
    ),
    nowEpochMs: Date.now,
    newEventId: monotonicFactory(),
  };
}

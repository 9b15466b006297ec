import { ulid } from "ulid";
import { createDynamoDb, createLogs, createSecretsManager } from "../core/aws/clients.ts";
import { required } from "../core/aws/environment.ts";
import { readSecret } from "../core/aws/secret.ts";
import { parseKeyring } from "../core/key/pepper.ts";
import { createFindRequest } from "../core/store/access-log.ts";
import { accountPointerKey } from "../core/store/item-keys.ts";
import { createFindOwner } from "../core/store/key-owner.ts";
import { allEnded } from "../core/time/all-ended.ts";
import * as budgets from "../core/time/budgets.ts";
import type { Deadline } from "../core/time/deadline.ts";
import { managementHandler } from "./http/management-handler.ts";
import { createDispatch } from "./management/endpoint.ts";
import { checkParts, type HealthCheck, type HealthPart } from "./management/health.ts";
import { operationsEndpoints } from "./management/operations-endpoints.ts";
import { discoverKeySet } from "./oidc/discover-key-set.ts";
import { getJson } from "./oidc/get-json.ts";

const environment = process.env;
const tableName = required(environment, "TABLE_NAME");
const logGroupNames = required(environment, "ACCESS_LOG_GROUPS").split(",");
const issuer = environment.OIDC_ISSUER;
const pepperArn = required(environment, "PEPPER_SECRET_ARN");
const database = createDynamoDb(environment);
const logs = createLogs(environment);
const secrets = createSecretsManager(environment);
const findRequest = createFindRequest(logs.call, logGroupNames);
const findOwner = createFindOwner(database.call, tableName);

/** Operators' views of the service itself: requests in the access log, and its parts' health. */
export const handler = managementHandler(
  createDispatch(operationsEndpoints, (deadline) => ({
    nowEpochMs: Date.now,
    newEventId: ulid,
    findRequest: (requestId, span) => findRequest(requestId, span, deadline),
    findOwner: (keyId) => findOwner(keyId, deadline),
    checkHealth,
  })),
  budgets.operationsMs,
);

async function checkHealth() {
  let pepper: { active: string; versions: string[] } | undefined;
  const checks = new Map<HealthPart, HealthCheck>([
    ["table", readNothing],
    [
      "pepper_secret",
      async (deadline) => {
        pepper = await readPepperVersions(deadline);
      },
    ],
    ["origin_secret", describe(required(environment, "ORIGIN_SECRET_ARN"))],
    ["operator_token_secret", describe(required(environment, "OPERATOR_TOKEN_SECRET_ARN"))],
    ["access_log", searchNothing],
  ]);
  if (issuer) checks.set("issuer", (deadline) => discover(issuer, deadline));
  const parts = await checkParts(checks, () => performance.now());
  return { parts, pepper };
}

/** An item that there is not: no account has an empty id. */
function readNothing(deadline: Deadline): Promise<unknown> {
  const { pk, sk } = accountPointerKey("");
  const input = { TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } } };
  return database.call("GetItem", input, deadline);
}

function searchNothing(deadline: Deadline): Promise<unknown> {
  const now = Date.now();
  return allEnded(
    logGroupNames.map((logGroupName) => {
      const input = { logGroupName, startTime: now - 1_000, endTime: now, limit: 1 };
      return logs.call("FilterLogEvents", input, deadline);
    }),
  );
}

function describe(SecretId: string): HealthCheck {
  return (deadline) => secrets.call("DescribeSecret", { SecretId }, deadline);
}

function discover(url: string, deadline: Deadline): Promise<unknown> {
  return discoverKeySet(url, (address) => getJson(address, deadline));
}

async function readPepperVersions(deadline: Deadline) {
  const text = await readSecret(secrets.call, pepperArn, deadline);
  const { activeVersion, peppers } = parseKeyring(text ?? "");
  const versions = [...peppers.keys()].sort((one, other) => numberOf(one) - numberOf(other));
  return { active: activeVersion, versions };
}

function numberOf(version: string): number {
  return Number(version.slice(1));
}

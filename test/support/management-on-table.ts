import { randomBytes } from "node:crypto";
import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { ulid } from "ulid";
import type { ImportedKeys } from "../../core/key/imported-keys.ts";
import type { Keyring } from "../../core/key/pepper.ts";
import type { AccountPorts, KeyPorts } from "../../core/management/ports.ts";
import { createAccounts } from "../../core/store/accounts.ts";
import { createListAllEvents } from "../../core/store/all-events.ts";
import { createListEvents } from "../../core/store/events.ts";
import { createListKeys } from "../../core/store/key-list.ts";
import { createKeys } from "../../core/store/keys.ts";
import { createListRefusals } from "../../core/store/refusals.ts";
import { createTableClient } from "../../core/store/table-client.ts";
import * as budgets from "../../core/time/budgets.ts";
import { type Clock, Deadline } from "../../core/time/deadline.ts";
import { answerErrors } from "../../functions/http/management-handler.ts";
import type { EndpointPorts } from "../../functions/management/endpoint.ts";
import { contractConfig } from "./contract-config.ts";
import {
  createKey,
  explainKey,
  getAccount,
  getKey,
  importKey,
  listAccounts,
  listAllEvents,
  listEvents,
  listKeys,
  putAccount,
  revokeKey,
  rotateKey,
  updateKey,
} from "./endpoints.ts";
import { newMemory } from "./keys.ts";
import { proxyEvent } from "./proxy-event.ts";
import type { TestTable } from "./table.ts";
import { createVerifier, type Verify } from "./verifier.ts";

const useCases = {
  putAccount,
  getAccount,
  listAccounts,
  listAllEvents,
  listEvents,
  createKey,
  getKey,
  listKeys,
  updateKey,
  rotateKey,
  revokeKey,
  importKey,
  explainKey,
};

export interface Call {
  readonly accountId?: string;
  readonly keyId?: string;
  readonly body?: unknown;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** The account of a signed-in user; an operator calls where there is none. */
  readonly user?: string;
}

export interface ManagementResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare parts of bodies of many shapes.
  readonly body: any;
}

export interface NewKey {
  readonly id: string;
  readonly key: string;
}

/** The source of randomness, so that a test can repeat it. */
export type Chance = Pick<KeyPorts, "randomBytes"> & Pick<EndpointPorts, "newEventId">;

/** The management API's use cases on a real table, with a clock that tests move. */
export class ManagementOnTable {
  nowEpochMs = 1_800_000_000_000;
  /** The time that each call has: more than the product's, since test machines may be slow. */
  budgetMs = 30_000;
  /** By which that time passes; the system's unless a test sets one. */
  clock: Clock | undefined;
  readonly #table: TestTable;
  readonly #keyring: Keyring;
  readonly #chance: Chance;

  constructor(
    table: TestTable,
    keyring: Keyring,
    chance: Chance = { randomBytes, newEventId: ulid },
  ) {
    this.#table = table;
    this.#keyring = keyring;
    this.#chance = chance;
  }

  #portsFor(deadline: Deadline): AccountPorts & KeyPorts & EndpointPorts {
    const { name } = this.#table;
    const nowEpochMs = () => this.nowEpochMs;
    const client = createTableClient(this.#table.client, deadline, {
      attemptTimeoutMs: budgets.managementAttemptMs,
      random: Math.random,
    });
    const accounts = createAccounts(client, name, nowEpochMs);
    return {
      config: contractConfig,
      accounts,
      keys: createKeys(client, name, accounts, nowEpochMs),
      listKeys: createListKeys(client, name),
      listEvents: createListEvents(client, name),
      listAllEvents: createListAllEvents(client, name, nowEpochMs),
      listRefusals: createListRefusals(client, name),
      keyring: async () => this.#keyring,
      nowEpochMs,
      ...this.#chance,
    };
  }

  /** A key check of its own, like one container of the authorizer. */
  container(importedKeys: ImportedKeys = "none"): Verify {
    const { admit, readKey } = this.#table;
    return createVerifier({
      admit,
      readKey,
      keyring: async () => this.#keyring,
      nowEpochMs: () => this.nowEpochMs,
      memory: newMemory(),
      config: { ...contractConfig, importedKeys },
    });
  }

  /** An account that no other test knows. */
  async newAccount(plan = "agency"): Promise<string> {
    const accountId = `acct_${randomBytes(6).toString("hex")}`;
    await this.call("putAccount", { accountId, body: { plan } });
    return accountId;
  }

  async newKey(accountId: string, fields: Record<string, unknown> = {}): Promise<NewKey> {
    const answer = await this.call("createKey", { accountId, body: { name: "Test", ...fields } });
    return { id: answer.body.id, key: answer.body.key };
  }

  /** The account's trail, newest first. */
  async events(accountId: string): Promise<{ action: string; changes: object }[]> {
    return (await this.call("listEvents", { accountId, query: { limit: "100" } })).body.data;
  }

  async call(name: keyof typeof useCases, call: Call): Promise<ManagementResponse> {
    const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult>({ timeoutEarlyInMillis: 0 })
      .use(answerErrors())
      .handler(async (event) => {
        const deadline = new Deadline(this.budgetMs, this.clock);
        try {
          return await useCases[name](event, this.#portsFor(deadline));
        } finally {
          deadline.end();
        }
      });
    const result = await handler(eventOf(name, call), lambdaContext(name));
    return {
      status: result.statusCode,
      headers: result.headers ?? {},
      body: JSON.parse(result.body),
    };
  }
}

function eventOf(name: string, call: Call): APIGatewayProxyEvent {
  const { accountId, keyId, body, query, headers, user } = call;
  return proxyEvent({
    method: "POST",
    resource: `/${name}/${accountId ?? ""}/${keyId ?? ""}`,
    headers: {
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    pathParameters: {
      ...(accountId === undefined ? {} : { account_id: accountId }),
      ...(keyId === undefined ? {} : { id: keyId }),
    },
    query: query ?? null,
    body: body === undefined ? null : JSON.stringify(body),
    authorizer: user
      ? { actor: "user", subject: `subject of ${user}`, accountId: user }
      : { actor: "operator", roles: "admin" },
  });
}

function lambdaContext(functionName: string): Context {
  return {
    functionName,
    functionVersion: "1",
    invokedFunctionArn: "arn",
    memoryLimitInMB: "512",
    awsRequestId: "invocation",
    logGroupName: "group",
    logStreamName: "stream",
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => 10_000,
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}

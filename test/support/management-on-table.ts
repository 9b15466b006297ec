import { randomBytes } from "node:crypto";
import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { monotonicFactory } from "ulid";
import type { Keyring } from "../../functions/domain/pepper.ts";
import { answerErrors } from "../../functions/http/error-middleware.ts";
import { createKey } from "../../functions/management/create-key.ts";
import { explainKey } from "../../functions/management/explain-key.ts";
import { getAccount } from "../../functions/management/get-account.ts";
import { getKey } from "../../functions/management/get-key.ts";
import { importKey } from "../../functions/management/import-key.ts";
import { listAccounts } from "../../functions/management/list-accounts.ts";
import { listEvents } from "../../functions/management/list-events.ts";
import { listKeys } from "../../functions/management/list-keys.ts";
import type { AccountPorts, KeyPorts } from "../../functions/management/ports.ts";
import { putAccount } from "../../functions/management/put-account.ts";
import { revokeKey } from "../../functions/management/revoke-key.ts";
import { rotateKey } from "../../functions/management/rotate-key.ts";
import { updateKey } from "../../functions/management/update-key.ts";
import { createAccounts } from "../../functions/store/accounts.ts";
import { createListEvents } from "../../functions/store/events.ts";
import { createListKeys } from "../../functions/store/key-list.ts";
import { createKeys } from "../../functions/store/keys.ts";
import type { TestTable } from "./table.ts";

const useCases = {
  putAccount,
  getAccount,
  listAccounts,
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

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare parts of bodies of many shapes.
  readonly body: any;
}

/** The management API's use cases on a real table, with a clock that tests move. */
export class ManagementOnTable {
  nowEpochMs = 1_800_000_000_000;
  readonly #ports: AccountPorts & KeyPorts;

  constructor(table: TestTable, keyring: Keyring) {
    const accounts = createAccounts(table.client, table.name);
    this.#ports = {
      accounts,
      keys: createKeys(table.client, table.name, accounts),
      listKeys: createListKeys(table.client, table.name),
      listEvents: createListEvents(table.client, table.name),
      keyring: async () => keyring,
      randomBytes,
      nowEpochMs: () => this.nowEpochMs,
      newEventId: monotonicFactory(),
    };
  }

  async call(name: keyof typeof useCases, call: Call): Promise<Answer> {
    const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
      .use(answerErrors())
      .handler((event) => useCases[name](event, this.#ports));
    const context = { functionName: name };
    // biome-ignore lint/suspicious/noExplicitAny: middy hands the context on and needs none of it.
    const result = await handler(eventOf(name, call), context as any);
    return {
      status: result.statusCode,
      headers: result.headers ?? {},
      body: JSON.parse(result.body),
    };
  }
}

function eventOf(name: string, call: Call): APIGatewayProxyEvent {
  const { accountId, keyId, body, query, headers, user } = call;
  const authorizer = user
    ? { actor: "user", subject: `subject of ${user}`, accountId: user }
    : { actor: "operator" };
  // biome-ignore lint/suspicious/noExplicitAny: an event has far more than any use case reads.
  const event: any = {
    httpMethod: "POST",
    path: `/${name}/${accountId}/${keyId ?? ""}`,
    resource: name,
    headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
    pathParameters: { account_id: accountId, id: keyId },
    queryStringParameters: query ?? null,
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: {
      requestId: `request ${name}`,
      identity: { sourceIp: "192.0.2.1", userAgent: "test" },
      authorizer,
    },
  };
  return event;
}

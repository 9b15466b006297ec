import { randomBytes } from "node:crypto";
import type { APIGatewayProxyResult } from "aws-lambda";
import { type AccountRecord, newAccount } from "../../core/account/account-record.ts";
import type { RefusalsOfDay } from "../../core/admission/refusal-counts.ts";
import type { Config } from "../../core/config/config.ts";
import type { AuditEvent } from "../../core/event/audit-event.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import type { Keyring } from "../../core/key/pepper.ts";
import type { AccountPorts, KeyPorts } from "../../core/management/ports.ts";
import { accountEndpoints } from "../../functions/management/account-endpoints.ts";
import { createDispatch, type EndpointPorts } from "../../functions/management/endpoint.ts";
import { keyEndpoints } from "../../functions/management/key-endpoints.ts";
import {
  type OperationsPorts,
  operationsEndpoints,
} from "../../functions/management/operations-endpoints.ts";
import { contractConfig } from "./contract-config.ts";
import { ample } from "./deadlines.ts";
import { InMemoryStore } from "./in-memory-store.ts";
import { newKeyring } from "./keys.ts";
import { type EventParts, proxyEvent } from "./proxy-event.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

export const nowEpochSeconds = 1_800_000_000;

/** A signed-in user's context, as the authorizer gives it. */
export function userOf(accountId: string) {
  return { actor: "user", subject: `subject of ${accountId}`, accountId };
}

type Ports = AccountPorts & KeyPorts & OperationsPorts & EndpointPorts;

/** The management API on a store in memory. */
export class ManagementHouse {
  readonly store = new InMemoryStore();
  keyring: Keyring = newKeyring();
  config: Config = contractConfig;
  readonly refusals: (RefusalsOfDay & { readonly accountId: string })[] = [];

  get ports(): Ports {
    const { accounts, keys, listKeys, listEvents } = this.store;
    return {
      ...{ accounts, keys, listKeys, listEvents },
      listRefusals: async ({ accountId, keyId }) =>
        this.refusals.filter(
          (one) => one.accountId === accountId && one.keyId === (keyId ?? one.keyId),
        ),
      config: this.config,
      keyring: async () => this.keyring,
      randomBytes,
      findRequest: async () => ({ kind: "absent" }),
      findOwner: async (keyId) => this.keys.get(keyId)?.accountId,
      checkHealth: async () => ({ parts: [], pepper: undefined }),
      nowEpochMs: () => this.nowEpochMs,
      newEventId: (atEpochMs) => `event-${atEpochMs}`,
    };
  }

  get keys(): Map<string, ManagedKey> {
    return this.store.records;
  }

  get accounts(): Map<string, AccountRecord> {
    return this.store.accountRecords;
  }

  get events(): readonly AuditEvent[] {
    return this.store.events;
  }

  get nowEpochMs(): number {
    return this.store.nowEpochMs;
  }

  set nowEpochMs(nowEpochMs: number) {
    this.store.nowEpochMs = nowEpochMs;
  }

  /** An operator's call; the resource is the route's, with its parameters in braces. */
  async call(route: string, parts: EventParts = {}): Promise<APIGatewayProxyResult> {
    const [method = "", resource = ""] = route.split(" ");
    const endpoints = { ...accountEndpoints, ...keyEndpoints, ...operationsEndpoints };
    const dispatch = createDispatch(endpoints, () => this.ports);
    return dispatch(
      proxyEvent({
        method,
        resource,
        pathParameters: { account_id: "acct_1" },
        authorizer: { actor: "operator", roles: "admin" },
        ...parts,
      }),
      ample,
    );
  }

  /** The same with a JSON body, given as text so that a test can send any. */
  async send(route: string, body: string, parts: EventParts = {}): Promise<APIGatewayProxyResult> {
    return this.call(route, { headers: { "Content-Type": "application/json" }, body, ...parts });
  }

  /** The response to a rejected call. */
  async refusal(answer: Promise<APIGatewayProxyResult>): Promise<Refusal> {
    return refusalOf(answer);
  }

  addAccount(overrides: Partial<AccountRecord> = {}): AccountRecord {
    const account = {
      ...newAccount(overrides.id ?? "acct_1", "agency", nowEpochSeconds * 1000 - 1, 25),
      ...overrides,
    };
    this.accounts.set(account.id, account);
    return account;
  }
}

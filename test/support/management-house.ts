import { randomBytes } from "node:crypto";
import type { APIGatewayProxyResult } from "aws-lambda";
import { type AccountRecord, newAccount } from "../../core/account/account-record.ts";
import type { AuditEvent } from "../../core/event/audit-event.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import type { Keyring } from "../../core/key/pepper.ts";
import type { AccountPorts, KeyPorts } from "../../core/management/ports.ts";
import type { KeyQuery } from "../../core/store/key-list.ts";
import type { Page } from "../../core/store/list-page.ts";
import type { EndpointPorts } from "../../functions/management/endpoint.ts";
import { createDispatch } from "../../functions/management/endpoint.ts";
import { ample } from "./deadlines.ts";
import { createKey, getAccount, getKey, listKeys, putAccount, revokeKey } from "./endpoints.ts";
import { newKeyring } from "./keys.ts";
import { type EventParts, proxyEvent } from "./proxy-event.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

export const nowEpochSeconds = 1_800_000_000;

const useCases = {
  "PUT /manage/v1/accounts/{account_id}": putAccount,
  "GET /manage/v1/accounts/{account_id}": getAccount,
  "POST /manage/v1/accounts/{account_id}/keys": createKey,
  "GET /manage/v1/accounts/{account_id}/keys": listKeys,
  "GET /manage/v1/accounts/{account_id}/keys/{id}": getKey,
  "DELETE /manage/v1/accounts/{account_id}/keys/{id}": revokeKey,
} as const;

/** Use cases of the management API over accounts and keys that live in maps. */
export class ManagementHouse {
  readonly accounts = new Map<string, AccountRecord>();
  readonly keys = new Map<string, ManagedKey>();
  readonly events: AuditEvent[] = [];
  readonly keyQueries: KeyQuery[] = [];
  keyring: Keyring = newKeyring();
  nowEpochMs = nowEpochSeconds * 1000;

  readonly #ports: AccountPorts & KeyPorts & EndpointPorts = {
    accounts: {
      get: async (accountId) => this.accounts.get(accountId),
      put: async (accountId, decide) => {
        const before = this.accounts.get(accountId);
        const { after, event } = decide(before, this.nowEpochMs);
        if (event) this.#write(after, [event]);
        return { account: after, isNew: before === undefined };
      },
      list: async () => ({ entries: [...this.accounts.values()], next: undefined }),
    },
    keys: {
      find: async (keyId) => this.keys.get(keyId),
      get: async (accountId, keyId) => this.#keyOf(accountId, keyId),
      create: async (accountId, draft) => {
        const existing = this.accounts.get(accountId);
        const drafted = draft(existing, this.nowEpochMs);
        if (!drafted) return { kind: "no-account" };
        if (existing && existing.activeKeyIds.length >= existing.maxActiveKeys) {
          return { kind: "cap-reached" };
        }
        this.keys.set(drafted.record.id, drafted.record);
        this.#write(drafted.account, drafted.events);
        return { kind: "created", draft: drafted };
      },
      change: async (accountId, keyId, decide) => {
        const before = this.#keyOf(accountId, keyId);
        if (!before) return { kind: "no-key" };
        const change = decide(before, this.nowEpochMs);
        this.keys.set(keyId, change.after);
        if (change.event) this.events.push(change.event);
        return { kind: "changed", change };
      },
    },
    listKeys: async (query) => {
      this.keyQueries.push(query);
      return this.#page(query);
    },
    listEvents: async () => ({ entries: this.events, next: undefined }),
    keyring: async () => this.keyring,
    randomBytes,
    nowEpochMs: () => this.nowEpochMs,
    newEventId: () => `event-${this.events.length}`,
  };

  readonly #dispatch = createDispatch(useCases, () => this.#ports);

  /** An operator's call; the resource is the route's, with its parameters in braces. */
  async call(route: string, parts: EventParts = {}): Promise<APIGatewayProxyResult> {
    const [method = "", resource = ""] = route.split(" ");
    return this.#dispatch(
      proxyEvent({
        method,
        resource,
        pathParameters: { account_id: "acct_1" },
        authorizer: { actor: "operator" },
        ...parts,
      }),
      ample,
    );
  }

  /** The same with a JSON body, given as text so that a test can send any. */
  async send(route: string, body: string, parts: EventParts = {}): Promise<APIGatewayProxyResult> {
    return this.call(route, { headers: { "Content-Type": "application/json" }, body, ...parts });
  }

  /** What the client is told where a call ends with an error of its own making. */
  async refusal(answer: Promise<APIGatewayProxyResult>): Promise<Refusal> {
    return refusalOf(answer);
  }

  addAccount(overrides: Partial<AccountRecord> = {}): AccountRecord {
    const account = {
      ...newAccount(overrides.id ?? "acct_1", "agency", nowEpochSeconds * 1000),
      ...overrides,
    };
    this.accounts.set(account.id, account);
    return account;
  }

  #write(account: AccountRecord, events: readonly AuditEvent[]): void {
    this.accounts.set(account.id, account);
    this.events.push(...events);
  }

  #keyOf(accountId: string, keyId: string): ManagedKey | undefined {
    const record = this.keys.get(keyId);
    return record?.accountId === accountId ? record : undefined;
  }

  /** Newest first. */
  #page({ account, limit, isActive, after }: KeyQuery): Page<ManagedKey> {
    const all = [...this.keys.values()]
      .filter((record) => record.accountId === account.id)
      .filter((record) => isActive === undefined || record.isActive === isActive)
      .toReversed();
    const start = all.findIndex(({ id }) => id === after) + 1;
    const entries = all.slice(start, start + limit);
    return { entries, next: start + limit < all.length ? entries.at(-1)?.id : undefined };
  }
}

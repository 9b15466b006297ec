import { randomBytes } from "node:crypto";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { type AccountRecord, newAccount } from "../../core/account/account-record.ts";
import type { AuditEvent } from "../../core/event/audit-event.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import type { AccountPorts, KeyPorts } from "../../core/management/ports.ts";
import type { IdempotentRequest } from "../../core/store/idempotency.ts";
import type { CreateOutcome, KeyDraft } from "../../core/store/keys.ts";
import type { Endpoint, EndpointPorts } from "../../functions/management/endpoint.ts";
import { newKey, newKeyring } from "./keys.ts";
import { type EventParts, proxyEvent } from "./proxy-event.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

/** A signed-in user's context, as the authorizer gives it. */
export function userOf(accountId: string) {
  return { actor: "user", subject: `subject of ${accountId}`, accountId };
}

type Rival = Exclude<CreateOutcome<KeyDraft>, { kind: "created" }>;

/** One account with one key, without a table: what a use case decides about them is kept. */
export class OneKeyHouse {
  nowEpochMs = 1_800_000_000_000;
  readonly keyring = newKeyring();
  account: AccountRecord = newAccount("acct_1", "agency", 1_700_000_000_000);
  record: ManagedKey = newKey(this.keyring, { id: "3kTMd92x" }).record;
  readonly events: AuditEvent[] = [];
  /** With what the store was asked to make a request repeatable. */
  readonly requests: (IdempotentRequest | undefined)[] = [];
  /** What the store answers, where someone else was there before. */
  rival: Rival | undefined;
  reads = 0;

  readonly ports: AccountPorts & KeyPorts & EndpointPorts = {
    accounts: {
      get: async (id) => (id === this.account.id ? this.account : undefined),
      put: async () => Promise.reject(new Error("no account is changed here")),
      list: async () => ({ entries: [this.account], next: undefined }),
    },
    keys: {
      find: async (id) => this.#keyOf(this.record.accountId, id),
      get: async (accountId, id) => {
        this.reads++;
        return this.#keyOf(accountId, id);
      },
      create: async (accountId, draft, request) => {
        this.requests.push(request);
        if (this.rival) return this.rival;
        const drafted = draft(
          accountId === this.account.id ? this.account : undefined,
          this.nowEpochMs,
        );
        if (!drafted) return { kind: "no-account" };
        this.record = drafted.record;
        this.events.push(...drafted.events);
        return { kind: "created", draft: drafted };
      },
      change: async (accountId, id, decide, request) => {
        this.requests.push(request);
        if (this.rival?.kind === "replayed" || this.rival?.kind === "reused-idempotency-key") {
          return this.rival;
        }
        const before = this.#keyOf(accountId, id);
        if (!before) return { kind: "no-key" };
        const change = decide(before, this.nowEpochMs);
        this.record = change.after;
        if (change.event) this.events.push(change.event);
        return { kind: "changed", change };
      },
    },
    listKeys: async () => ({ entries: [this.record], next: undefined }),
    listEvents: async () => ({ entries: this.events, next: undefined }),
    keyring: async () => this.keyring,
    randomBytes,
    nowEpochMs: () => this.nowEpochMs,
    newEventId: () => `event-${this.events.length}`,
  };

  /** An operator's call on the key, unless the parts say otherwise. A body is JSON, given as text. */
  async call(
    useCase: Endpoint<AccountPorts & KeyPorts>,
    parts: EventParts = {},
  ): Promise<APIGatewayProxyResult> {
    return useCase(this.event(parts), this.ports);
  }

  event(parts: EventParts = {}): APIGatewayProxyEvent {
    return proxyEvent({
      method: "POST",
      pathParameters: { account_id: "acct_1", id: "3kTMd92x" },
      authorizer: { actor: "operator" },
      ...parts,
      headers: { "Content-Type": "application/json", ...parts.headers },
    });
  }

  /** What the client is told where a call ends with an error of its own making. */
  async refusal(useCase: Endpoint<AccountPorts & KeyPorts>, parts: EventParts): Promise<Refusal> {
    const before = [this.record, this.events.length];
    const refusal = await refusalOf(this.call(useCase, parts));
    if (before[0] !== this.record || before[1] !== this.events.length) {
      throw new Error("what was refused has left a trace");
    }
    return refusal;
  }

  #keyOf(accountId: string, id: string): ManagedKey | undefined {
    return id === this.record.id && accountId === this.record.accountId ? this.record : undefined;
  }
}

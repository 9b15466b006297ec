import { isDeepStrictEqual } from "node:util";
import { type AccountRecord, newAccount } from "../../../core/account/account-record.ts";
import type { Plan } from "../../../core/account/plan.ts";
import type { AuditAction, AuditEvent } from "../../../core/event/audit-event.ts";
import { rulesAt } from "../../../core/key/key-rules.ts";
import type { ManagedKey } from "../../../core/key/managed-key.ts";
import { newKeyRecord } from "../../../core/key/new-key.ts";
import type { Quotas } from "../../../core/key/quotas.ts";
import type { AccountPorts, KeyPorts } from "../../../core/management/ports.ts";
import type { Page } from "../../../core/store/list-page.ts";
import { contractPlans } from "../../support/contract-config.ts";

export type Store = Pick<AccountPorts & KeyPorts, "accounts" | "keys" | "listKeys" | "listEvents">;

/** The operations that tests perform on a store. */
export class StoreDriver {
  readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  async put(accountId: string, plan: Plan, maxActiveKeys = 25, isSuspended = false) {
    return this.store.accounts.put(accountId, (before, at) => {
      const base = before ?? newAccount(accountId, plan, at, 25);
      const version = before ? before.version + 1 : 1;
      const wanted = { plan, maxActiveKeys, isSuspended };
      const after = { ...base, ...wanted, version, lastEventAtEpochMs: at };
      const isSame = before && isDeepStrictEqual({ ...before, ...wanted }, before);
      return isSame
        ? { after: before, event: undefined }
        : { after, event: eventOf(before ? "account.updated" : "account.created", accountId, at) };
    });
  }

  /** @param isOwn whether the account is created with the key if it is not there yet */
  async create(accountId: string, keyId: string, request = "", isOwn = false) {
    const draft = (existing: AccountRecord | undefined, at: number) => {
      if (!existing && !isOwn) return undefined;
      const account = existing ?? newAccount(accountId, "free", at, 25);
      const createdAt = existing ? at : at + 1;
      const born = existing ? [] : [eventOf("account.created", accountId, at)];
      return {
        record: newKeyRecord(keyId, digest, account, params, createdAt, contractPlans),
        account,
        events: [...born, eventOf("key.created", accountId, createdAt, keyId)],
      };
    };
    const outcome = await this.store.keys.create(accountId, draft, requestOf(request));
    return outcome.kind === "created"
      ? { kind: outcome.kind, record: outcome.draft.record }
      : outcome;
  }

  /**
   * @param name undefined: revoke it; the name that it has: change nothing
   * @param quotas undefined: leave the key's rules as they are
   */
  async change(
    accountId: string,
    keyId: string,
    name: string | undefined,
    request = "",
    quotas?: Quotas | null,
  ) {
    const decide = (before: ManagedKey, at: number) => {
      const isRevoked = before.revokedAt !== undefined;
      if (isRevoked || name === before.name) return { after: before, event: undefined };
      const updatedAt = Math.floor(at / 1000);
      const change =
        name === undefined ? { isActive: false, revokedAt: updatedAt } : { name, isActive: false };
      const version = before.version + 1;
      const wanted = { ...before, quotas: quotas ?? undefined };
      const rules = quotas === undefined ? {} : rulesAt(version, wanted, before.quotaUse);
      const after = { ...before, ...change, ...rules, updatedAt, version };
      const action = name === undefined ? "key.revoked" : "key.updated";
      return { after, event: eventOf(action, accountId, at, keyId) };
    };
    const outcome = await this.store.keys.change(accountId, keyId, decide, requestOf(request));
    return outcome.kind === "changed"
      ? { kind: outcome.kind, record: outcome.change.after }
      : outcome;
  }

  async account(accountId: string): Promise<AccountRecord | undefined> {
    const account = await this.store.accounts.get(accountId);
    return account && { ...account, activeKeyIds: [...account.activeKeyIds].sort() };
  }

  async keyIds(accountId: string, isActive?: boolean, limit = 100): Promise<string[]> {
    const account = await this.store.accounts.get(accountId);
    if (!account) return [];
    const ask = (after?: string) => this.store.listKeys({ account, limit, isActive, after });
    return (await allPages(ask)).map(({ id }) => id);
  }

  async events(accountId: string, limit = 100): Promise<AuditEvent[]> {
    return allPages((after) => this.store.listEvents({ accountId, limit, after }));
  }
}

const digest = { pepperVersion: "v1", bytes: new Uint8Array(32).fill(7) };
const params = {
  name: "Test",
  environment: "production",
  note: undefined,
  metadata: {},
  createdBy: { type: "operator", subject: undefined },
  expiresAt: undefined,
  rateLimitPerMinute: undefined,
  scopes: undefined,
  allowedIps: undefined,
  quotas: undefined,
} as const;

/** The same text before the colon is the same key; the whole text is what is asked for. */
function requestOf(text: string) {
  return text === "" ? undefined : { key: text.split(":")[0] ?? "", fingerprint: text };
}

function eventOf(action: AuditAction, accountId: string, atEpochMs: number, keyId?: string) {
  const origin = {
    actor: { type: "operator", subject: undefined },
    sourceIp: "192.0.2.1",
    userAgent: undefined,
    requestId: "request-1",
  } as const;
  return { id: `at-${atEpochMs}`, atEpochMs, action, accountId, keyId, changes: {}, origin };
}

export async function allPages<T>(ask: (after?: string) => Promise<Page<T>>): Promise<T[]> {
  const entries: T[] = [];
  let next: string | undefined;
  do {
    const page = await ask(next);
    entries.push(...page.entries);
    next = page.next;
  } while (next !== undefined);
  return entries;
}

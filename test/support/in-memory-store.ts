import type { AccountRecord } from "../../core/account/account-record.ts";
import type {
  AdmissionAttempt,
  AdmissionOutcome,
  StoredKey,
} from "../../core/admission/admission.ts";
import { type AuditEvent, nextEventTime } from "../../core/event/audit-event.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import type { Accounts } from "../../core/store/accounts.ts";
import type { ListAllEvents } from "../../core/store/all-events.ts";
import type { ListEvents } from "../../core/store/events.ts";
import type { IdempotentRequest } from "../../core/store/idempotency.ts";
import { accountPointerKey, eventItemKey, keyPointerKey } from "../../core/store/item-keys.ts";
import type { ListKeys } from "../../core/store/key-list.ts";
import type { Keys } from "../../core/store/keys.ts";
import { type Page, pageOf } from "../../core/store/list-page.ts";
import { admitted } from "./in-memory-admission.ts";
import { hotOf, rulesOf } from "./keys.ts";

const rememberedMs = 24 * 60 * 60 * 1000;

interface Earlier {
  readonly fingerprint: string;
  readonly keyId: string;
  readonly untilEpochMs: number;
}

/**
 * The store without a database: what it is asked for happens at once and whole. Suites in test/store
 * hold it to the real one.
 */
export class InMemoryStore {
  nowEpochMs = 1_800_000_000_000;
  readonly records = new Map<string, ManagedKey>();
  readonly accountRecords = new Map<string, AccountRecord>();
  readonly events: AuditEvent[] = [];
  /** The number of writes and reads of the authorizer. */
  writes = 0;
  reads = 0;
  /** A concurrent change: made once, just before the next change of a key or account. */
  concurrentChange: (() => void) | undefined;
  readonly #earlier = new Map<string, Earlier>();

  put(record: ManagedKey): void {
    this.records.set(record.id, record);
  }

  change(keyId: string, change: Partial<ManagedKey>): void {
    const record = this.records.get(keyId);
    if (!record) throw new Error("no such record");
    this.put({ ...record, ...change });
  }

  read(keyId: string): StoredKey | undefined {
    this.reads++;
    const key = this.records.get(keyId);
    return key && { record: hotOf(key), rules: rulesOf(key) };
  }

  admit(attempt: AdmissionAttempt): AdmissionOutcome {
    this.writes++;
    const record = this.records.get(attempt.keyId);
    if (!record) return { kind: "unknown" };
    const after = admitted(record, attempt);
    if (!after) return { kind: "refused", record: hotOf(record) };
    this.put({ ...record, ...after });
    return { kind: "admitted", record: hotOf({ ...record, ...after }) };
  }

  readonly accounts: Accounts = {
    get: async (accountId) => this.accountRecords.get(accountId),
    put: async (accountId, decide) => {
      this.#applyConcurrentChange();
      const before = this.accountRecords.get(accountId);
      const decided = decide(before, this.#eventTimeOf(before));
      if (!decided) return undefined;
      const { after, event } = decided;
      if (!event) return { account: after, isNew: false };
      this.#writeAccount(after, [event]);
      const { plan, isSuspended } = after;
      for (const keyId of after.activeKeyIds) this.change(keyId, { plan, isSuspended });
      return { account: after, isNew: !before };
    },
    list: async ({ limit, after, contactEmail, idPrefix = "" }) =>
      page(
        [...this.accountRecords.values()].filter(
          (account) =>
            account.id.startsWith(idPrefix) &&
            (contactEmail === undefined ||
              account.contactEmail?.toLowerCase() === contactEmail.toLowerCase()),
        ),
        ({ id }) => accountPointerKey(id).sk,
        {
          limit,
          after,
          isDescending: false,
        },
      ),
  };

  readonly keys: Keys = {
    find: async (keyId) => this.records.get(keyId),
    get: async (accountId, keyId) => this.#keyOf(accountId, keyId),

    create: async (accountId, draft, request) => {
      this.#applyConcurrentChange();
      const existing = this.accountRecords.get(accountId);
      const earlier = this.#earlierOutcome(accountId, request);
      if (earlier) return earlier;
      const drafted = draft(existing, this.#eventTimeOf(existing));
      if (!drafted) return { kind: "no-account" };
      const { record, account, events } = drafted;
      const taken = this.records.get(record.id);
      if (taken) return { kind: "taken", record: taken };
      if (existing && existing.activeKeyIds.length >= existing.maxActiveKeys) {
        return { kind: "cap-reached" };
      }
      this.put(record);
      const activeKeyIds = [...account.activeKeyIds, record.id];
      const version = existing ? existing.version + 1 : account.version;
      this.#writeAccount({ ...account, activeKeyIds, version }, events);
      this.#remember(accountId, record.id, request);
      return { kind: "created", draft: drafted };
    },

    change: async (accountId, keyId, decide, request) => {
      this.#applyConcurrentChange();
      const before = this.#keyOf(accountId, keyId);
      const account = this.accountRecords.get(accountId);
      const earlier = this.#earlierOutcome(accountId, request);
      if (earlier) return earlier;
      if (!before) return { kind: "no-key" };
      const change = decide(before, this.#eventTimeOf(account));
      if (!change.event) return { kind: "changed", change };
      if (!account) throw new Error("a key's account is missing");
      this.put(change.after);
      const isRevoked = change.after.revokedAt !== undefined;
      const activeKeyIds = account.activeKeyIds.filter((id) => !isRevoked || id !== keyId);
      const version = isRevoked ? account.version + 1 : account.version;
      this.#writeAccount({ ...account, activeKeyIds, version }, [change.event]);
      this.#remember(accountId, keyId, request);
      return { kind: "changed", change };
    },
  };

  readonly listKeys: ListKeys = async ({ account, limit, isActive, after }) => {
    const listed = [...this.records.values()].filter(
      (record) =>
        record.accountId === account.id && (isActive ?? record.isActive) === record.isActive,
    );
    const placeOf = (key: ManagedKey) =>
      keyPointerKey(key.accountId, key.createdAtEpochMs, key.id).sk;
    return page(listed, placeOf, { limit, after, isDescending: true });
  };

  readonly listEvents: ListEvents = async ({ accountId, limit, after }) => {
    const listed = this.events.filter((event) => event.accountId === accountId);
    const placeOf = ({ id }: AuditEvent) => eventItemKey(accountId, id).sk;
    return page(listed, placeOf, { limit, after, isDescending: true });
  };

  /** Without the publisher's delay. */
  readonly listAllEvents: ListAllEvents = async ({ limit, after }) =>
    page(this.events, ({ id }: AuditEvent) => id, { limit, after, isDescending: true });

  #applyConcurrentChange(): void {
    const { concurrentChange } = this;
    this.concurrentChange = undefined;
    concurrentChange?.();
  }

  #eventTimeOf(account: AccountRecord | undefined): number {
    return nextEventTime(this.nowEpochMs, account?.lastEventAtEpochMs ?? 0);
  }

  #keyOf(accountId: string, keyId: string): ManagedKey | undefined {
    const record = this.records.get(keyId);
    return record?.accountId === accountId ? record : undefined;
  }

  #writeAccount(account: AccountRecord, events: readonly AuditEvent[]): void {
    const lastEventAtEpochMs = Math.max(...events.map(({ atEpochMs }) => atEpochMs));
    this.accountRecords.set(account.id, { ...account, lastEventAtEpochMs });
    this.events.push(...events);
  }

  #earlierOutcome(accountId: string, request: IdempotentRequest | undefined) {
    const earlier = request && this.#earlier.get(`${accountId} ${request.key}`);
    if (!earlier || earlier.untilEpochMs <= this.nowEpochMs) return undefined;
    if (earlier.fingerprint !== request.fingerprint) {
      return { kind: "reused-idempotency-key" } as const;
    }
    const record = this.#keyOf(accountId, earlier.keyId);
    return record && ({ kind: "replayed", record } as const);
  }

  #remember(accountId: string, keyId: string, request: IdempotentRequest | undefined): void {
    if (!request) return;
    const untilEpochMs = Math.floor(this.nowEpochMs / 1000) * 1000 + rememberedMs;
    const { fingerprint } = request;
    this.#earlier.set(`${accountId} ${request.key}`, { fingerprint, keyId, untilEpochMs });
  }
}

interface PageOptions {
  readonly limit: number;
  readonly after: string | undefined;
  readonly isDescending: boolean;
}

function page<T>(
  entries: readonly T[],
  placeOf: (entry: T) => string,
  { limit, after, isDescending }: PageOptions,
): Page<T> {
  const listed = entries.map((entry) => ({ place: placeOf(entry), entry }));
  listed.sort((one, other) => (one.place < other.place ? -1 : 1));
  if (isDescending) listed.reverse();
  const isNext = (place: string) =>
    after === undefined || (isDescending ? place < after : place > after);
  return pageOf(
    listed.filter(({ place }) => isNext(place)),
    limit,
  );
}

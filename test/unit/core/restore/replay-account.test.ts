import { beforeEach, describe, expect, it } from "@jest/globals";
import { newAccount } from "../../../../core/account/account-record.ts";
import { toldAccount } from "../../../../core/account/told-account.ts";
import type { AuditChanges, AuditEvent } from "../../../../core/event/audit-event.ts";
import type { ManagedKey } from "../../../../core/key/managed-key.ts";
import { type RestoreRun, replayAccount } from "../../../../core/restore/replay-account.ts";
import {
  changesOf,
  type RestoredTable,
  retentionDaysOf,
  type StoredEvent,
} from "../../../../core/restore/restored-table.ts";
import { restorePauser } from "../../../../core/restore/told-records.ts";
import { InMemoryStore } from "../../../support/in-memory-store.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";

const accountId = "acct_1";
const atEpochMs = 1_800_000_000_000;
const keyring = newKeyring();

let store: InMemoryStore;
let key: ManagedKey;
let written: number[];
let number: number;

/** The restored table, in memory. It notes for how many days what it writes is kept. */
function tableOn(): RestoredTable {
  const keep = (days: number) => written.push(days);
  return {
    accountIds: async () => [...store.accountRecords.keys()],
    trail: async (id, fromEpochMs) =>
      changesOf(store.events.map((event) => ({ event }))).filter(
        ({ event }) => event.accountId === id && event.atEpochMs >= fromEpochMs,
      ),
    account: (id) => store.accounts.get(id),
    key: (account, id) => store.keys.get(account, id),
    async copy(_, events, days) {
      store.events.push(...events.map(({ event }) => event));
      if (events.length > 0) keep(days);
    },
    async putAccount(id, decide, days) {
      await store.accounts.put(id, decide);
      keep(days);
    },
    async changeKey(account, id, decide, days) {
      await store.keys.change(account, id, decide);
      keep(days);
    },
  };
}

const run = (isDry = false): RestoreRun => ({
  table: tableOn(),
  fromEpochMs: atEpochMs,
  requestId: "restore-1",
  newEventId: (time) => `new-${time}-${++number}`,
  isDry,
});

function event(
  action: AuditEvent["action"],
  after: Readonly<Record<string, AuditChanges[string]["after"]>>,
  rest: Partial<AuditEvent> = {},
): AuditEvent {
  number++;
  const fields = Object.entries(after);
  return {
    id: `event-${number}`,
    atEpochMs: atEpochMs + number,
    action,
    accountId,
    keyId: action.startsWith("key.") ? key.id : undefined,
    changes: Object.fromEntries(fields.map(([name, to]) => [name, { before: null, after: to }])),
    origin: { actor: undefined, sourceIp: "", userAgent: undefined, requestId: "r" },
    ...rest,
  };
}

const replay = (events: readonly AuditEvent[], isDry = false, daysKept?: number) =>
  replayAccount(
    accountId,
    events.map((each) => stored(each, daysKept)),
    run(isDry),
  );
/** An event, with the item of a table that keeps it for so long. */
const stored = (each: AuditEvent, daysKept?: number): StoredEvent =>
  daysKept === undefined
    ? { event: each }
    : { event: each, item: { ttl: each.atEpochMs / 1000 + daysKept * 86_400 } };
const found = () => store.records.get(key.id);

beforeEach(() => {
  store = new InMemoryStore();
  store.nowEpochMs = atEpochMs - 60_000;
  key = newKey(keyring, { name: "Server" }).record;
  store.put(key);
  const account = newAccount(accountId, "agency", atEpochMs - 1_000_000, 25);
  store.accountRecords.set(accountId, { ...account, activeKeyIds: [key.id] });
  written = [];
  number = 0;
});

describe("a replay", () => {
  it("leaves alone what is as told already", async () => {
    const told = [
      event("account.updated", { plan: "agency" }),
      event("key.updated", { name: key.name }),
    ];
    expect(await replay(told)).toEqual({
      accountId,
      copied: 2,
      changes: [],
      lost: [],
      paused: [],
      leaked: [],
    });
    expect(store.events).toEqual(told);
    expect(found()).toBe(key);
    expect(written).toEqual([400]);
  });

  it("corrects account and key by changes of its own, later than all that it follows from", async () => {
    const told = [
      event("account.updated", { plan: "master" }),
      event("key.updated", { name: "First" }),
      event("key.updated", { name: "Last", note: "Note" }),
    ];
    const outcome = await replay(told);
    expect(outcome.changes).toEqual([
      {
        action: "account.updated",
        keyId: undefined,
        changes: { plan: { before: "agency", after: "master" } },
      },
      {
        action: "key.updated",
        keyId: key.id,
        changes: {
          name: { before: "Server", after: "Last" },
          note: { before: null, after: "Note" },
        },
      },
    ]);
    expect(store.accountRecords.get(accountId)).toMatchObject({ plan: "master" });
    expect(found()).toMatchObject({ name: "Last", note: "Note", version: 2 });
    const origin = {
      actor: restorePauser,
      sourceIp: "127.0.0.1",
      userAgent: "latchkey restore: replays what was changed since the restore point",
      requestId: "restore-1",
    };
    expect(store.events.slice(3)).toMatchObject([
      { accountId, action: "account.updated", atEpochMs: atEpochMs + 4, origin },
      { accountId, action: "key.updated", keyId: key.id, atEpochMs: atEpochMs + 5, origin },
    ]);
    expect(written).toEqual([400, 400, 400]);
  });

  it("takes the present for a change where that is later", async () => {
    store.nowEpochMs = atEpochMs + 5_000;
    await replay([event("key.updated", { name: "New" })]);
    expect(store.events.at(-1)).toMatchObject({ atEpochMs: atEpochMs + 5_000 });
  });

  it("says the same without writing anything if it is a dry one", async () => {
    const told = [
      event("account.updated", { plan: "master" }),
      event("key.rotated", {}),
      event("key.updated", { name: "New" }),
    ];
    const dry = await replay(told, true);
    expect([store.events, written]).toEqual([[], []]);
    expect(found()).toBe(key);
    expect(await replay(told)).toEqual(dry);
  });

  it("makes an account that was created since", async () => {
    store.accountRecords.clear();
    store.records.clear();
    const { name, ...rest } = toldAccount(newAccount(accountId, "free", 0, 3));
    const outcome = await replay([event("account.created", { ...rest, name: "Acme" })]);
    expect(outcome.changes).toMatchObject([
      { action: "account.created", changes: { plan: { before: null, after: "free" } } },
    ]);
    expect(store.accountRecords.get(accountId)).toMatchObject({ name: "Acme", maxActiveKeys: 3 });
    expect(name).toBeNull();
  });

  it("revokes a key that was revoked since", async () => {
    const revoked = { is_active: false, revoked_at: "2027-01-15T08:00:00Z" };
    const { changes } = await replay([event("key.revoked", revoked)]);
    expect(changes).toMatchObject([{ action: "key.revoked", keyId: key.id }]);
    expect(found()).toMatchObject({ isActive: false, revokedAt: atEpochMs / 1000 });
  });

  it("lets what was changed later on the restored table win, and copies no event twice", async () => {
    const first = event("key.updated", { name: "Old", note: "Old" });
    store.events.push(first, event("key.updated", { name: "Here" }));
    store.put({ ...key, name: "Here" });
    const outcome = await replay([first]);
    expect(outcome.copied).toBe(0);
    expect(found()).toMatchObject({ name: "Here", note: "Old" });
  });

  it("goes by the times of the events, on whichever table they are", async () => {
    store.events.push(event("key.updated", { name: "Here, before", note: "Here" }));
    await replay([event("key.updated", { name: "Told, after" })]);
    expect(found()).toMatchObject({ name: "Told, after", note: "Here" });
  });

  it("keeps what it writes for as long as the old table did", async () => {
    await replay([event("key.updated", { name: "New" })], false, 30);
    expect(written).toEqual([30, 30]);
  });

  it("takes events that no request or no known one has caused", async () => {
    store.events.push(event("key.updated", { note: "First" }, { origin: undefined }));
    const { origin } = event("key.updated", {});
    const unknown = { origin: origin && { ...origin, requestId: undefined } };
    store.events.push(event("key.updated", { name: "Second" }, unknown));
    await replay([event("key.updated", { environment: "staging" })]);
    const expected = { note: "First", name: "Second", environment: "staging" };
    expect(found()).toMatchObject(expected);
  });

  it("heeds of an earlier run's corrections only the pauses", async () => {
    const origin = { ...event("key.updated", {}).origin, sourceIp: "", userAgent: undefined };
    const earlier = { origin: { ...origin, actor: restorePauser, requestId: "restore-0" } };
    const pause = { is_active: false, paused_by: { type: "operator", subject: "restore" } };
    const told = event("key.updated", { name: "Told", is_active: true, paused_by: null });
    store.events.push(event("key.updated", { name: "Corrected", ...pause }, earlier));
    await replay([told]);
    expect(found()).toMatchObject({ name: "Told", isActive: false, pausedBy: restorePauser });
    const byOther = { is_active: false, paused_by: { type: "operator", subject: "other" } };
    store.events.push(event("key.updated", { note: "Corrected", ...byOther }, earlier));
    store.events.push(event("key.updated", { paused_by: null }, earlier));
    store.events.push(event("key.updated", { note: "Corrected" }, earlier));
    await replay([told]);
    expect(found()).toMatchObject({ note: undefined, isActive: false, pausedBy: restorePauser });
  });
});

describe("a key that was rotated since", () => {
  const rotatedAt = Math.floor(atEpochMs / 1000);

  it("is paused, since the secret here was replaced", async () => {
    const told = [event("key.updated", { name: "New" }), event("key.rotated", {})];
    const { paused } = await replay(told);
    expect(paused).toEqual([{ keyId: key.id, name: "New", atEpochMs: atEpochMs + 2 }]);
    expect(found()).toMatchObject({ isActive: false, pausedBy: restorePauser });
  });

  it("is left alone if the table has that secret", async () => {
    store.put({ ...key, rotatedAt });
    expect((await replay([event("key.rotated", {})])).paused).toEqual([]);
    expect(found()).toMatchObject({ isActive: true });
  });

  it("is left alone if the table has the secret of the last of several seconds", async () => {
    store.put({ ...key, rotatedAt: rotatedAt + 5 });
    const last = { atEpochMs: atEpochMs + 5_000 };
    const told = [event("key.rotated", {}), event("key.rotated", {}, last)];
    expect((await replay(told)).paused).toEqual([]);
  });

  it("is not the account's other key", async () => {
    const other = newKey(keyring).record;
    store.put(other);
    const { paused } = await replay([
      event("key.updated", { name: "New" }),
      event("key.rotated", {}, { keyId: other.id }),
    ]);
    expect(paused).toMatchObject([{ keyId: other.id, name: other.name }]);
    expect(found()).toMatchObject({ name: "New", isActive: true });
  });

  it("is paused if it was rotated twice in the second of the secret here", async () => {
    store.put({ ...key, rotatedAt });
    const told = [event("key.rotated", {}), event("key.rotated", {})];
    expect((await replay(told)).paused).toHaveLength(1);
  });

  it("needs no pause once it is revoked", async () => {
    const revoked = { is_active: false, revoked_at: "2027-01-15T08:00:00Z" };
    const told = [event("key.rotated", {}), event("key.revoked", revoked)];
    expect((await replay(told)).paused).toEqual([]);
  });
});

describe("a key that is not on the restored table", () => {
  beforeEach(() => store.records.clear());

  it.each(["key.created", "key.imported"] as const)(
    "is lost if it was made since: %s",
    async (action) => {
      const made = event(action, { name: "Made" });
      const { lost, changes, paused } = await replay([
        made,
        event("key.updated", { name: "Later" }),
      ]);
      expect(lost).toEqual([{ keyId: key.id, name: "Later", atEpochMs: made.atEpochMs }]);
      expect([changes, paused]).toEqual([[], []]);
    },
  );

  it("is a fault if nothing says so", async () => {
    await expect(replay([event("key.updated", { name: "x" })])).rejects.toThrow(
      `no key ${key.id}, and its creation is not among the events: is --since the restore point?`,
    );
  });
});

it.each([
  ["revoked", { is_active: false, revoked_at: "2027-01-15T08:00:00Z" }],
  ["paused", { paused_by: { type: "operator", subject: "leak-report" } }],
  ["paused", { is_active: false }],
  ["previous secret ended", { previous_secret_expires_at: null }],
])("a key that was reported as leaked is named: %s", async (outcome, after) => {
  const leak = event("key.leaked", after);
  const { leaked } = await replay([leak, event("key.updated", { name: "x" })]);
  expect(leaked).toEqual([{ keyId: key.id, name: undefined, atEpochMs: leak.atEpochMs, outcome }]);
});

describe("events", () => {
  it("are the changes alone, oldest first", () => {
    const [first, second] = [event("key.updated", {}), event("key.updated", {})];
    const notice = event("key.expiring", {});
    expect(changesOf([stored(second), stored(notice), stored(first)])).toEqual([
      stored(first),
      stored(second),
    ]);
  });

  it("are kept for as many days as the last of them says, one at least, else by default", () => {
    const made = event("key.updated", {});
    expect(retentionDaysOf([stored(made, 30), stored(made, 90.4)])).toBe(90);
    expect(retentionDaysOf([stored(made, 0.1)])).toBe(1);
    expect(retentionDaysOf([stored(made, 30), stored(made)])).toBe(400);
    expect(retentionDaysOf([])).toBe(400);
  });
});

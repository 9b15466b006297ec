import { describe, expect, it } from "@jest/globals";
import { newAccount } from "../../../../core/account/account-record.ts";
import { toldAccount } from "../../../../core/account/told-account.ts";
import { changesBetween } from "../../../../core/event/audit-event.ts";
import { toldFields } from "../../../../core/key/field-values.ts";
import { CorruptItemError, NewerFormatError } from "../../../../core/key/key-record.ts";
import { rulesAt } from "../../../../core/key/key-rules.ts";
import type { ManagedKey } from "../../../../core/key/managed-key.ts";
import { revoked } from "../../../../core/management/revoke-key.ts";
import { collectEvents, parseEventLine } from "../../../../core/restore/event-object.ts";
import { accountAsTold, keyAsTold } from "../../../../core/restore/told-records.ts";
import {
  describeFault,
  lastValues,
  parseAccountValues,
  parseKeyValues,
  ReplayFault,
} from "../../../../core/restore/told-values.ts";
import { eventObject } from "../../../../functions/management/event-object.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";

const atEpochMs = 1_800_000_000_000;
const keyring = newKeyring();
const { record: before } = newKey(keyring, {
  previous: { digest: newKey(keyring).record.digest, validUntil: 1_900_000_000, lastUsedAt: 1 },
});
const rules = {
  scopes: ["models:read"],
  allowedIps: ["203.0.113.0/24"],
  quotas: { day: 5, total: 9 },
};

/** Every field that events tell, at another value than before. */
const changed: ManagedKey = {
  ...before,
  name: "Renamed",
  environment: "staging",
  rateLimitPerMinute: 7,
  isActive: false,
  expiresAt: 1_850_000_000,
  note: "Note",
  metadata: { crm: "1" },
  pausedBy: { type: "user", subject: "sub" },
  previous: undefined,
  ...rulesAt(2, rules),
  version: 2,
};

function replayed(from: ManagedKey, to: ManagedKey): ManagedKey {
  const changes = changesBetween(toldFields(from), toldFields(to));
  const told = parseKeyValues(lastValues([{ changes }]));
  return keyAsTold(from, { told, isOutdated: false, atEpochMs });
}

describe("a key as events tell of it", () => {
  it("is the key that the change made, whatever the field", () => {
    const told = changesBetween(toldFields(before), toldFields(changed));
    const untold = Object.keys(toldFields(changed)).filter((field) => !(field in told));
    // The one field that is told by another change.
    expect(untold).toEqual(["revoked_at"]);
    expect(replayed(before, changed)).toEqual({ ...changed, updatedAt: atEpochMs / 1000 });
    const back = { ...before, previous: undefined };
    expect(toldFields(replayed(changed, back))).toEqual(toldFields(back));
  });

  it("keeps its rules' version, its last use and its previous secret where only others are told", () => {
    const ruled = { ...before, ...rulesAt(1, rules), version: 4 };
    expect(replayed(ruled, { ...ruled, name: "Renamed" })).toEqual({
      ...ruled,
      name: "Renamed",
      version: 5,
      updatedAt: atEpochMs / 1000,
    });
  });

  it("is revoked at the time that is told, and nothing changes it then", () => {
    const ended = revoked(before, atEpochMs - 60_000);
    expect(replayed(before, ended)).toEqual({ ...ended, version: 2 });
    expect(replayed(ended, { ...before, revokedAt: undefined })).toBe(ended);
  });

  it("is not taken from events with a field that is not known", () => {
    const changes = { name: { before: null, after: "x" }, geo: { before: null, after: ["DE"] } };
    expect(() => parseKeyValues(lastValues([{ changes }]))).toThrow("does not know: geo");
    expect(() => parseAccountValues({ region: "eu", tier: 1 })).toThrow(
      "does not know: region, tier",
    );
    expect(() => parseKeyValues({ rate_limit_per_minute: -1 })).toThrow("rate_limit_per_minute");
  });
});

it("an account is as events tell of it, whatever the field", () => {
  const account = newAccount("a1", "agency", 1_700_000_000_000, 25);
  const after = {
    ...account,
    plan: "free",
    isSuspended: true,
    name: "Name",
    contactEmail: "a@example.com",
    maxActiveKeys: 3,
    metadata: { crm: "1" },
  };
  const changes = changesBetween(toldAccount(account), toldAccount(after));
  expect(Object.keys(changes)).toEqual(Object.keys(toldAccount(after)));
  const told = parseAccountValues(lastValues([{ changes }]));
  expect(toldAccount(accountAsTold("a1", account, told, atEpochMs))).toEqual(toldAccount(after));
  const created = parseAccountValues(toldAccount(after));
  expect(toldAccount(accountAsTold("a1", undefined, created, atEpochMs))).toEqual(
    toldAccount(after),
  );
  expect(accountAsTold("a1", account, told, atEpochMs + 999)).toMatchObject({
    version: account.version + 1,
    updatedAt: atEpochMs / 1000,
    lastEventAtEpochMs: atEpochMs + 999,
  });
  expect(accountAsTold("a1", undefined, created, atEpochMs).version).toBe(account.version);
  const unnamed = accountAsTold("a1", accountAsTold("a1", account, told, 0), { name: null }, 1);
  expect(toldAccount(unnamed)).toEqual({ ...toldAccount(after), name: null });
});

it.each<[string, Parameters<typeof accountAsTold>[2]]>([
  ["nothing", { name: "x" }],
  ["only the plan", { plan: "free" }],
  ["only the cap", { max_active_keys: 3 }],
])("an account is not made up of events that tell %s of its creation", (_, told) => {
  expect(() => accountAsTold("a1", undefined, told, atEpochMs)).toThrow("--since");
});

describe("a line of a file of events", () => {
  const event = {
    id: "01M8GTRW6AZ3H9YF88QM7XV5YN",
    atEpochMs,
    action: "key.updated" as const,
    accountId: "a1",
    keyId: "k1",
    changes: { name: { before: "a", after: "b" } },
    origin: {
      actor: { type: "user" as const, subject: "sub" },
      sourceIp: "203.0.113.7",
      userAgent: undefined,
      requestId: "r1",
    },
  };
  const object = eventObject(event);

  it.each([
    ["the event", object],
    [
      "EventBridge's envelope",
      { source: "latchkey", "detail-type": "key.updated", detail: object },
    ],
    ["a webhook's message", { url: "https://a.example/", event: object }],
  ])("may be %s", (_, line) => {
    expect(parseEventLine(JSON.stringify(line))).toEqual(event);
  });

  it("may have an action of a newer version, which is kept", () => {
    const newer = { ...object, action: "key.frozen" };
    expect(parseEventLine(JSON.stringify(newer))).toEqual({ ...event, action: "key.frozen" });
  });

  it("has no address or request id where the event has none", () => {
    const bare = { ...object, actor: null, source_ip: null, request_id: null, user_agent: null };
    expect(parseEventLine(JSON.stringify(bare))?.origin).toEqual({
      actor: undefined,
      sourceIp: "",
      userAgent: undefined,
      requestId: "",
    });
  });

  it("is refused if it is no event, and left out if it is a notice", () => {
    expect(() => parseEventLine("{")).toThrow("it is no JSON");
    expect(() => parseEventLine('{"id":"x"}')).toThrow("it is no event");
    const unordered = { ...object, sequence: null };
    expect(() => parseEventLine(JSON.stringify(unordered))).toThrow("it has no sequence");
    const notice = { ...event, action: "key.expiring" as const, origin: undefined, expiresAt: 1 };
    expect(parseEventLine(JSON.stringify(eventObject(notice)))).toBeUndefined();
  });
});

describe("a file of events", () => {
  const line = (id: string, account: string, sequence: number, action = "key.updated") =>
    JSON.stringify({
      object: "event",
      id,
      action,
      sequence,
      actor: null,
      account_id: account,
      key_id: "k1",
      changes: {},
      source_ip: null,
      user_agent: null,
      request_id: null,
    });

  it("is read by account, each event once and oldest first, from the restore point on", async () => {
    const lines = [
      line("3", "a1", 30),
      "",
      "  ",
      line("2", "a1", 20),
      line("3", "a1", 30),
      line("1", "a1", 19),
      line("4", "a2", 40),
      line("5", "a2", 50, "key.expiring"),
    ];
    const found = await collectEvents(lines, 20);
    const ids = [...found].map(([account, events]) => [account, events.map((it) => it.event.id)]);
    expect(ids).toEqual([
      ["a1", ["2", "3"]],
      ["a2", ["4"]],
    ]);
  });

  it("names the line at fault", async () => {
    const lines = [line("1", "a1", 1), "", "{"];
    await expect(collectEvents(lines, 0)).rejects.toEqual(new ReplayFault("line 3: it is no JSON"));
  });
});

it("a fault of the data is told in its own words, any other not here", () => {
  const faults = [
    new ReplayFault("told"),
    new CorruptItemError("corrupt"),
    new NewerFormatError("newer"),
  ];
  expect(faults.map(describeFault)).toEqual(faults.map(({ message }) => message));
  expect(describeFault(new Error("out of reach"))).toBeUndefined();
});

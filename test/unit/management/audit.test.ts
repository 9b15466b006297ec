import { describe, expect, it } from "@jest/globals";
import { newAccount } from "../../../core/account/account-record.ts";
import { type Audit, accountEvent, keyChanges, keyEvent } from "../../../core/management/trail.ts";
import { originOf } from "../../../functions/management/caller.ts";
import { newKey, newKeyring } from "../../support/keys.ts";
import { ManagementHouse, userOf } from "../../support/management-house.ts";
import { proxyEvent } from "../../support/proxy-event.ts";

const atEpochMs = 1_800_000_000_999;
const audit: Audit = {
  origin: originOf(proxyEvent({ authorizer: { actor: "operator", roles: "admin" } })),
  newEventId: (at) => `event at ${at}`,
};

describe("an event", () => {
  it("is not made for a call that nobody judged", () => {
    expect(() => originOf(proxyEvent({ authorizer: null }))).toThrow("without a caller");
  });
});

describe("the event of an account", () => {
  const account = { ...newAccount("acct_1", "agency", 1_800_000_000_000, 25), name: "Example" };

  it("tells of a new one by all that it has", () => {
    expect(accountEvent(audit, undefined, account, atEpochMs)).toEqual({
      id: `event at ${atEpochMs}`,
      atEpochMs,
      action: "account.created",
      accountId: "acct_1",
      keyId: undefined,
      changes: {
        plan: { before: null, after: "agency" },
        name: { before: null, after: "Example" },
        max_active_keys: { before: null, after: 25 },
      },
      origin: audit.origin,
    });
  });

  it("tells of a change by what changed", () => {
    const after = { ...account, plan: "pro", maxActiveKeys: 3, version: 2, updatedAt: 1 } as const;
    expect(accountEvent(audit, account, after, atEpochMs)).toMatchObject({
      action: "account.updated",
      changes: {
        plan: { before: "agency", after: "pro" },
        max_active_keys: { before: 25, after: 3 },
      },
    });
  });

  it("is none where nothing that people set has changed", () => {
    const counted = { ...account, version: 9, updatedAt: 1, activeKeyIds: ["3kTMd92x"] };
    expect(accountEvent(audit, account, counted, atEpochMs)).toBeUndefined();
  });
});

describe("the events of a user's first key", () => {
  it("tell of the account first, and of the key at the time of its creation", async () => {
    const house = new ManagementHouse();
    const authorizer = userOf("acct_1");
    const route = "POST /manage/v1/accounts/{account_id}/keys";
    const { statusCode } = await house.send(route, '{"name":"First"}', { authorizer });
    expect(statusCode).toBe(201);
    expect(house.events).toMatchObject([
      { action: "account.created", atEpochMs: house.nowEpochMs },
      { action: "key.created", atEpochMs: house.nowEpochMs + 1 },
    ]);
    const [record] = house.keys.values();
    expect(record?.createdAtEpochMs).toBe(house.nowEpochMs + 1);
  });
});

describe("the event of a key", () => {
  const keyring = newKeyring();
  const { record } = newKey(keyring, { expiresAt: 1_900_000_000 });
  const other = newKey(keyring).record.digest;

  it("tells of a new one by all that people set, and times in words", () => {
    expect(keyEvent(audit, "key.created", undefined, record, atEpochMs)).toMatchObject({
      id: `event at ${atEpochMs}`,
      action: "key.created",
      accountId: "acct_1",
      keyId: record.id,
      changes: {
        name: { before: null, after: "Production server" },
        environment: { before: null, after: "production" },
        rate_limit_per_minute: { before: null, after: 60 },
        is_active: { before: null, after: true },
        expires_at: { before: null, after: "2030-03-17T17:46:40Z" },
      },
    });
  });

  it("has nothing of a secret or of what the authorizer counts", () => {
    const after = {
      ...record,
      digest: other,
      totalRequests: 5,
      version: 9,
      window: { ...record.window, second: 1, count: 1 },
      previous: { digest: record.digest, validUntil: 1_800_000_060, lastUsedAt: 1_800_000_001 },
    };
    expect(keyChanges(record, after)).toEqual({
      previous_secret_expires_at: { before: null, after: "2027-01-15T08:01:00Z" },
    });
    expect(keyChanges(record, { ...record, digest: other })).toEqual({});
  });
});

import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { type AccountRecord, newAccount } from "../../../core/account/account-record.ts";
import type { ManagedKey } from "../../../core/key/managed-key.ts";
import { dayOf, daySlot } from "../../../core/key/usage.ts";
import type { KeyOwner } from "../../../core/store/key-list.ts";
import { encodeVerdict } from "../../../functions/http/verdict-context.ts";
import { withVerdict } from "../../../functions/http/with-verdict.ts";
import { createShowAccount } from "../../../functions/public/show-account.ts";
import { contractConfig } from "../../support/contract-config.ts";
import { ample } from "../../support/deadlines.ts";
import { newKey, newKeyring } from "../../support/keys.ts";
import { proxyEvent } from "../../support/proxy-event.ts";

const now = 1_800_000_000;
const keyring = newKeyring();
const account: AccountRecord = {
  ...newAccount("acct_1", "agency", now, 25),
  activeKeyIds: ["3kTMd92x", "AAAAAAAA"],
};

function usedToday(id: string, requests: number, change: Partial<ManagedKey> = {}): ManagedKey {
  const { record } = newKey(keyring, { id, ...change });
  return {
    ...record,
    dailyRequests: record.dailyRequests.with(daySlot(dayOf(now)), requests),
    window: { ...record.window, second: now, count: 1 },
  };
}

const own = usedToday("3kTMd92x", 3, { name: "Server", expiresAt: now + 60 });

function showing(
  keys: readonly ManagedKey[],
  found: AccountRecord | null = account,
  keyPrefix = contractConfig.keyPrefix,
) {
  const reads: { owner: KeyOwner; keyId: string; since: number }[] = [];
  const show = createShowAccount({
    accounts: { get: async () => found ?? undefined },
    readKeysSince: async (owner, keyId, since) => {
      reads.push({ owner, keyId, since });
      const isRevoked = ({ revokedAt }: ManagedKey) => revokedAt !== undefined;
      return {
        key: keys.find(({ id }) => id === keyId),
        keys: keys.filter((key) => !isRevoked(key)),
        revoked: keys.filter(isRevoked),
      };
    },
    nowEpochMs: () => now * 1000,
    keyPrefix,
  });
  const caller = { keyId: "3kTMd92x", accountId: "acct_1", plan: "agency" } as const;
  return { reads, answer: () => show(proxyEvent(), caller, ample) };
}

describe("an account as its key sees it", () => {
  it("has the key's prefix as the configuration has it", async () => {
    const { body } = await showing([own], account, "acme_").answer();
    expect(JSON.parse(body).key.key_prefix).toBe("acme_3kTMd92x");
  });

  it("has the plan, the key, the use and the number of keys, and nothing else", async () => {
    const { answer } = showing([own, usedToday("AAAAAAAA", 4)]);
    const { statusCode, body } = await answer();
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({
      object: "account",
      account_id: "acct_1",
      subscription: "agency",
      key: {
        id: "3kTMd92x",
        name: "Server",
        key_prefix: "sk_live_3kTMd92x",
        expires_at: "2027-01-15T08:01:00Z",
        rate_limit_per_minute: 60,
        scopes: null,
      },
      usage: { total_requests_last_30d: 7 },
      api_keys: { active: 2 },
    });
  });

  it("has the key's scopes", async () => {
    const { answer } = showing([{ ...own, scopes: ["account:read"] }]);
    expect(JSON.parse((await answer()).body).key.scopes).toEqual(["account:read"]);
  });

  it("counts the requests of its keys, those revoked within the 30 days too", async () => {
    const keys = ["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"].map((id) => usedToday(id, 10));
    const revoked = usedToday("DDDDDDDD", 100, { isActive: false, revokedAt: now });
    const { reads, answer } = showing([...keys, own, revoked]);
    const { usage } = JSON.parse((await answer()).body);
    expect(usage.total_requests_last_30d).toBe(133);
    // 2027-01-15, 08:00 is the last of the days; the first began at midnight.
    expect(reads).toEqual([
      { owner: account, keyId: own.id, since: Date.UTC(2026, 11, 17) / 1000 },
    ]);
  });

  it("says null of a key that never expires", async () => {
    const { answer } = showing([{ ...own, expiresAt: undefined }]);
    expect(JSON.parse((await answer()).body).key.expires_at).toBeNull();
  });

  it("is 503 where the key or the account has gone since the request was admitted", async () => {
    for (const { answer } of [
      showing([usedToday("AAAAAAAA", 1)]),
      showing([]),
      showing([own], null),
    ]) {
      expect(await answer()).toMatchObject({
        statusCode: 503,
        headers: { "Retry-After": "1" },
        body: '{"error":"Service temporarily unavailable"}',
      });
    }
  });
});

describe("while the table is out of reach", () => {
  beforeEach(() => {
    jest.spyOn(console, "error").mockImplementation(() => {});
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it("is 503, to be tried again: nothing is wrong with the request", async () => {
    const handler = withVerdict(
      createShowAccount({
        accounts: { get: async () => Promise.reject(new Error("out of reach")) },
        readKeysSince: async () => Promise.reject(new Error("out of reach")),
        nowEpochMs: () => now * 1000,
        keyPrefix: contractConfig.keyPrefix,
      }),
    );
    const caller = { keyId: "3kTMd92x", accountId: "acct_1", plan: "agency" };
    const allowance = {
      ...{ limit: 60, remaining: 59, resetAtEpochSeconds: now + 61, resetAfterSeconds: 61 },
      quotas: [],
    };
    const texts = { planRefusal: "", scope: undefined };
    const context = encodeVerdict({ kind: "admitted", caller, allowance }, texts);
    const entries = Object.entries(context).map(([name, value]) => [name, String(value)]);
    const authorizer = Object.fromEntries(entries);
    const answer = await handler(proxyEvent({ resource: "/v1/account", authorizer }));
    expect(answer).toMatchObject({
      statusCode: 503,
      headers: { "Retry-After": "1" },
      body: '{"error":"Service temporarily unavailable"}',
    });
  });
});

import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { newAccount } from "../../../../core/account/account-record.ts";
import { errors } from "../../../../core/errors.ts";
import { createKey } from "../../../../core/management/create-key.ts";
import { listKeys } from "../../../../core/management/lists.ts";
import type { KeyPorts } from "../../../../core/management/ports.ts";
import { putAccount } from "../../../../core/management/put-account.ts";
import type { ManagementCaller, ManagementRequest } from "../../../../core/management/request.ts";
import { revokeKey } from "../../../../core/management/revoke-key.ts";
import { rotateKey } from "../../../../core/management/rotate-key.ts";
import { updateKey } from "../../../../core/management/update-key.ts";
import { contractConfig } from "../../../support/contract-config.ts";
import { InMemoryStore } from "../../../support/in-memory-store.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";

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
const user: ManagementCaller = { type: "user", subject: "jo", accountId: "acct_1" };

class Setting {
  readonly store = new InMemoryStore();
  readonly keyring = newKeyring();
  readonly ports: KeyPorts = {
    ...{ accounts: this.store.accounts, keys: this.store.keys, listKeys: this.store.listKeys },
    listRefusals: async () => [],
    config: contractConfig,
    keyring: async () => this.keyring,
    randomBytes,
  };

  request<Input>(input: Input, caller: ManagementCaller): ManagementRequest<Input> {
    const event = (action: "account.created" | "key.updated", atEpochMs: number) => ({
      ...{ id: `at-${atEpochMs}`, atEpochMs, action, accountId: "acct_1", keyId: undefined },
      changes: { name: { before: null, after: "Test" } },
      origin: {
        actor: { type: caller.type, subject: undefined },
        ...{ sourceIp: "192.0.2.1", userAgent: undefined, requestId: "request-1" },
      },
    });
    return {
      ...{ caller, accountId: "acct_1", input, nowEpochMs: this.store.nowEpochMs },
      trail: {
        accountEvent: (_before, _after, atEpochMs) => event("account.created", atEpochMs),
        keyEvent: (_action, _before, _after, atEpochMs) => event("key.updated", atEpochMs),
      },
    };
  }

  withKey(change: object = {}): string {
    const { record } = newKey(this.keyring, change);
    const account = newAccount("acct_1", "agency", 1_700_000_000_000, 25);
    this.store.accountRecords.set("acct_1", { ...account, activeKeyIds: [record.id] });
    this.store.put(record);
    return record.id;
  }
}

const operator = {
  type: "operator",
  subject: undefined,
  roles: ["admin"],
} as const satisfies ManagementCaller;
const noUpdate = {
  environment: undefined,
  note: undefined,
  metadata: undefined,
  name: undefined,
  isActive: undefined,
  expiresAt: undefined,
  rateLimitPerMinute: undefined,
  scopes: undefined,
  allowedIps: undefined,
  quotas: undefined,
  previous: undefined,
};

describe("a use case", () => {
  it("returns what it made, without any HTTP", async () => {
    const setting = new Setting();
    const outcome = await createKey(setting.request(params, user), setting.ports);
    expect(outcome).toMatchObject({ kind: "issued", record: { plan: "free", name: "Test" } });
    expect(setting.store.accountRecords.get("acct_1")?.activeKeyIds).toHaveLength(1);
    expect(setting.store.events).toHaveLength(2);
  });

  it("returns its denials, and writes nothing", async () => {
    const setting = new Setting();
    const denied = (error: object) => ({ kind: "denied", error });
    const create = (input: object, caller: ManagementCaller = operator) =>
      createKey(setting.request({ ...params, ...input }, caller), setting.ports);
    expect(await create({})).toEqual(denied(errors.accountNotFound));
    expect(await create({ rateLimitPerMinute: 11 }, user)).toMatchObject(
      denied({
        code: "invalid_fields",
        fields: { rate_limit_per_minute: "must be an integer from 1 to 10 on plan free" },
      }),
    );
    expect(await create({ expiresAt: setting.store.nowEpochMs / 1000 }, user)).toMatchObject(
      denied({ code: "invalid_fields", fields: { expires_at: expect.any(String) } }),
    );
    expect(setting.store.records.size + setting.store.accountRecords.size).toBe(0);
    expect(setting.store.events).toEqual([]);

    const keyId = setting.withKey({ revokedAt: 1_700_000_000, isActive: false });
    const update = setting.request({ keyId, ...noUpdate, isActive: true }, operator);
    expect(await updateKey(update, setting.ports)).toEqual(denied(errors.keyRevoked));
    const expired = setting.withKey({ expiresAt: 1_700_000_000 });
    const rotation = setting.request({ keyId: expired, graceSeconds: 0 }, operator);
    expect(await rotateKey(rotation, setting.ports)).toEqual(denied(errors.keyExpired));
    const unknown = setting.request({ keyId: "AAAAAAAA" }, operator);
    expect(await revokeKey(unknown, setting.ports)).toEqual(denied(errors.keyNotFound));
    expect(setting.store.events).toEqual([]);
  });

  it("throws faults", async () => {
    const setting = new Setting();
    const keyring = async () => Promise.reject(new Error("out of reach"));
    const call = createKey(setting.request(params, user), { ...setting.ports, keyring });
    await expect(call).rejects.toThrow("out of reach");
    expect(setting.store.records.size).toBe(0);
  });

  it("throws where a new key gets the id of another, which it leaves alone", async () => {
    const setting = new Setting();
    const ports = { ...setting.ports, randomBytes: (size: number) => new Uint8Array(size) };
    await createKey(setting.request(params, user), ports);
    const before = [...setting.store.records.values()];
    const call = createKey(setting.request({ ...params, name: "Other" }, user), ports);
    await expect(call).rejects.toThrow("two random keys got the same id");
    expect([...setting.store.records.values()]).toEqual(before);
  });

  it("fetches the pepper that a cursor was made with, where its own cache is older", async () => {
    const setting = new Setting();
    setting.withKey();
    setting.withKey();
    const page = (cursor: string | undefined, keyring: KeyPorts["keyring"]) => {
      const input = { limit: 1, cursor, isActive: undefined };
      return listKeys(setting.request(input, operator), { ...setting.ports, keyring });
    };
    const newer = newKeyring("v2", ["v2"]);
    const first = await page(undefined, async () => newer);
    const cursor = "nextCursor" in first ? (first.nextCursor ?? undefined) : undefined;
    expect(cursor).toMatch(/^v2\./);
    const second = page(cursor, async (needed) => (needed === "v2" ? newer : setting.keyring));
    expect(await second).toMatchObject({ kind: "page", nextCursor: null });
  });

  it("decides on the key as it is when it writes", async () => {
    const setting = new Setting();
    const keyId = setting.withKey();
    setting.store.concurrentChange = () =>
      setting.store.change(keyId, { revokedAt: 1_700_000_000 });
    const request = setting.request({ keyId, ...noUpdate, name: "Other" }, operator);
    const outcome = await updateKey(request, setting.ports);
    expect(outcome).toEqual({ kind: "denied", error: errors.keyRevoked });
    expect(setting.store.records.get(keyId)?.name).toBe("Production server");
  });

  const byOperator = { type: "operator", subject: undefined } as const;
  const byUser = { type: "user", subject: "jo" } as const;
  it.each([
    ["a user pauses a live key", user, undefined, byUser],
    ["an operator pauses a live key", operator, undefined, byOperator],
    ["a user pauses what another user paused", user, { ...byUser, subject: "al" }, "as before"],
    ["a user pauses what an operator paused", user, byOperator, "as before"],
    ["an operator pauses what a user paused", operator, byUser, byOperator],
    [
      "an operator pauses what another operator paused",
      operator,
      { ...byOperator, subject: "other" },
      "as before",
    ],
  ] as const)("notes whose pause it is: %s", async (_, caller, pausedBy, expected) => {
    const setting = new Setting();
    const keyId = setting.withKey({ pausedBy, isActive: pausedBy === undefined });
    const request = setting.request({ keyId, ...noUpdate, isActive: false }, caller);
    await updateKey(request, setting.ports);
    expect(setting.store.records.get(keyId)?.pausedBy).toEqual(
      expected === "as before" ? pausedBy : expected,
    );
  });

  it("raises an account's version by one with each change, and not without one", async () => {
    const setting = new Setting();
    const kept = { name: undefined, contactEmail: undefined, isSuspended: undefined };
    const rest = { maxActiveKeys: undefined, metadata: undefined };
    const changes = (plan: string) => setting.request({ plan, ...kept, ...rest }, operator);
    expect(await putAccount(changes("pro"), setting.ports)).toMatchObject({
      isNew: true,
      account: { plan: "pro", version: 1 },
    });
    expect(await putAccount(changes("agency"), setting.ports)).toMatchObject({
      kind: "put",
      isNew: false,
      account: { plan: "agency", version: 2 },
    });
  });
});

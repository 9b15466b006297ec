import { describe, expect, it } from "@jest/globals";
import { emptyWindow } from "../../../core/admission/rolling-window.ts";
import { newKey } from "../../support/keys.ts";
import { ManagementHouse } from "../../support/management-house.ts";

const get = "GET /manage/v1/accounts/{account_id}/keys/{id}";
const revoke = "DELETE /manage/v1/accounts/{account_id}/keys/{id}";

function houseWithKey() {
  const house = new ManagementHouse();
  house.addAccount();
  house.addAccount({ id: "acct_2" });
  const { record } = newKey(house.keyring, {
    expiresAt: 1_900_000_000,
    window: { ...emptyWindow, second: 1_750_000_000, count: 1 },
  });
  house.keys.set(record.id, record);
  return { house, record, at: { pathParameters: { account_id: "acct_1", id: record.id } } };
}

describe("a key object", () => {
  it("has exactly the contract's fields, and nothing secret", async () => {
    const { house, record, at } = houseWithKey();
    const { statusCode, body } = await house.call(get, at);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({
      object: "api_key",
      id: record.id,
      account_id: "acct_1",
      name: "Production server",
      key_prefix: `sk_live_${record.id}`,
      environment: "production",
      rate_limit_per_minute: 60,
      is_active: true,
      expires_at: "2030-03-17T17:46:40Z",
      created_at: "2023-11-14T22:13:20Z",
      updated_at: "2023-11-14T22:13:20Z",
      revoked_at: null,
      last_used_at: "2025-06-15T15:06:40Z",
      note: null,
      metadata: {},
      created_by: { type: "operator", subject: null },
      scopes: null,
      allowed_ips: null,
      quotas: null,
      paused_by: null,
    });
  });
});

describe("a key object in a grace period", () => {
  it("says until when the replaced secret works, and nothing once that is over", async () => {
    const { house, record, at } = houseWithKey();
    const validUntil = 1_800_000_010;
    const previous = { digest: record.digest, validUntil, lastUsedAt: undefined };
    house.keys.set(record.id, { ...record, previous });
    expect(JSON.parse((await house.call(get, at)).body).previous_secret).toEqual({
      expires_at: "2027-01-15T08:00:10Z",
      last_used_at: null,
    });
    house.nowEpochMs = validUntil * 1000;
    expect(JSON.parse((await house.call(get, at)).body)).not.toHaveProperty("previous_secret");
  });
});

describe("revoking a key", () => {
  it("answers the key object, and the same when asked again later", async () => {
    const { house, at } = houseWithKey();
    const first = await house.call(revoke, at);
    expect(first.statusCode).toBe(200);
    expect(JSON.parse(first.body)).toMatchObject({
      is_active: false,
      revoked_at: "2027-01-15T08:00:00Z",
      updated_at: "2027-01-15T08:00:00Z",
    });
    house.nowEpochMs += 3_600_000;
    expect(await house.call(revoke, at)).toEqual(first);
    expect((await house.call(get, at)).body).toBe(first.body);
    expect(house.events.map(({ action }) => action)).toEqual(["key.revoked"]);
  });
});

describe("a key that is not there", () => {
  it.each([get, revoke])(
    "is 404 for %s: unknown, another account's, or impossible",
    async (route) => {
      const { house, record } = houseWithKey();
      const places = [
        { account_id: "acct_1", id: "AAAAAAAA" },
        { account_id: "acct_2", id: record.id },
        { account_id: "acct_3", id: record.id },
        { account_id: "acct_1", id: "" },
        { account_id: "acct_1", id: `${record.id}x` },
        { account_id: "acct_1", id: `KEY#${record.id}` },
        { account_id: "acct_1", id: record.id.slice(1) },
        { account_id: "acct_1", id: "../../.." },
      ];
      for (const pathParameters of places) {
        expect(await house.refusal(house.call(route, { pathParameters }))).toEqual({
          status: 404,
          message: "API key not found",
        });
      }
      expect(house.keys.get(record.id)).toEqual(record);
    },
  );
});

describe("who may do what", () => {
  const asUser = (accountId: string) => ({ actor: "user", subject: "someone", accountId });

  it("lets a user at the keys of their own account, and at no others", async () => {
    for (const route of [get, revoke]) {
      const { house, record, at } = houseWithKey();
      expect(
        await house.refusal(house.call(route, { ...at, authorizer: asUser("acct_2") })),
      ).toEqual({ status: 404, message: "Account not found" });
      expect(house.keys.get(record.id)).toEqual(record);
      const own = await house.call(route, { ...at, authorizer: asUser("acct_1") });
      expect(own.statusCode).toBe(200);
    }
  });

  it.each([
    ["no authorizer", null],
    ["an empty one", {}],
    ["another case", { actor: "Operator" }],
    ["a truth", { actor: true }],
    ["a principal alone", { principalId: "operator" }],
    ["the public API's verdict", { verdict: "admitted", accountId: "acct_1", keyId: "x" }],
    ["a user without an account", { actor: "user", subject: "someone" }],
    ["a user without a subject", { actor: "user", accountId: "acct_1" }],
  ])("is a fault where the authorizer gave %s: the call was not judged", async (_, authorizer) => {
    for (const route of [get, revoke]) {
      const { house, record, at } = houseWithKey();
      await expect(house.call(route, { ...at, authorizer })).rejects.toThrow("without a caller");
      expect(house.keys.get(record.id)).toEqual(record);
    }
  });

  it.each([
    "GET /manage/v1/accounts/{account_id}/key",
    "PATCH /manage/v1/accounts/{account_id}",
    "get /manage/v1/accounts/{account_id}",
    "GET /v1/models",
    "constructor ",
    " ",
  ])("is 404 on the unknown route %j", async (route) => {
    const house = new ManagementHouse();
    expect(await house.refusal(house.call(route))).toEqual({ status: 404, message: "Not found" });
  });
});

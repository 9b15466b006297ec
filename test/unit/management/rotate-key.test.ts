import { describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, parseKey } from "../../../core/key/api-key.ts";
import { digestKey } from "../../../core/key/pepper.ts";
import { rotateKey } from "../../support/endpoints.ts";
import { foreignFields, notWholeNumbers } from "../../support/json-bodies.ts";
import { OneKeyHouse } from "../../support/one-key-house.ts";

const now = 1_800_000_000;

describe("a rotation", () => {
  it("gives a new secret under the same id, shown in this answer alone", async () => {
    const house = new OneKeyHouse();
    const before = house.record;
    const { statusCode, body } = await house.call(rotateKey);
    expect(statusCode).toBe(201);
    const { key, ...object } = JSON.parse(body);
    expect(parseKey(key, defaultKeyPrefix)?.id).toBe("3kTMd92x");
    expect(house.record.digest).toEqual(digestKey(key, house.keyring));
    expect(house.record.digest).not.toEqual(before.digest);
    expect(object).toMatchObject({
      object: "api_key",
      id: "3kTMd92x",
      key_prefix: "sk_live_3kTMd92x",
    });
    expect(JSON.stringify(house.events)).not.toContain(key.slice(-38));
  });

  it("ends the old secret at once, by any clock, unless it is given grace", async () => {
    for (const body of [null, "", "{}", '{"grace_period_seconds":0}']) {
      const house = new OneKeyHouse();
      const { digest } = house.record;
      const answer = await house.call(rotateKey, { body });
      // Kept to tell why it is refused.
      expect(house.record.previous).toEqual({ digest, validUntil: 0, lastUsedAt: undefined });
      expect(house.record.rotatedAt).toBe(now);
      expect(JSON.parse(answer.body)).not.toHaveProperty("previous_secret");
    }
  });

  it("lets the old secret work until the grace period ends, as one not yet used", async () => {
    const house = new OneKeyHouse();
    const { digest } = house.record;
    const answer = await house.call(rotateKey, { body: '{"grace_period_seconds":604800}' });
    expect(house.record.previous).toEqual({
      digest,
      validUntil: now + 604_800,
      lastUsedAt: undefined,
    });
    expect(JSON.parse(answer.body).previous_secret).toEqual({
      expires_at: "2027-01-22T08:00:00Z",
      last_used_at: null,
    });
    expect(house.events).toMatchObject([
      {
        action: "key.rotated",
        changes: { previous_secret_expires_at: { before: null, after: "2027-01-22T08:00:00Z" } },
      },
    ]);
  });

  it("lets go of a secret that was in its grace period until now", async () => {
    const house = new OneKeyHouse();
    const first = house.record.digest;
    await house.call(rotateKey, { body: '{"grace_period_seconds":600}' });
    await house.call(rotateKey, { body: '{"grace_period_seconds":60}' });
    expect(house.record.previous?.digest).not.toEqual(first);
    expect(house.record.previous?.validUntil).toBe(now + 60);
    const second = house.record.digest;
    await house.call(rotateKey);
    expect(house.record.previous).toMatchObject({ digest: second, validUntil: 0 });
  });

  it("is told of even where nothing but the secret changed", async () => {
    const house = new OneKeyHouse();
    const before = house.record;
    await house.call(rotateKey);
    expect(house.events).toMatchObject([{ action: "key.rotated", keyId: "3kTMd92x", changes: {} }]);
    expect(house.record).toEqual({
      ...before,
      digest: house.record.digest,
      previous: { digest: before.digest, validUntil: 0, lastUsedAt: undefined },
      rotatedAt: now,
      version: before.version + 1,
      updatedAt: now,
    });
  });

  it("of a paused key keeps it so", async () => {
    const house = new OneKeyHouse();
    house.record = { ...house.record, isActive: false, expiresAt: now + 1 };
    await house.call(rotateKey);
    expect(house.record).toMatchObject({ isActive: false, expiresAt: now + 1 });
  });

  it("of an expired key is refused with the reason: its new secret would be, too", async () => {
    const house = new OneKeyHouse();
    house.record = { ...house.record, expiresAt: now };
    expect(await house.refusal(rotateKey, {})).toEqual({
      status: 409,
      message: "API key is expired: change its expires_at first",
    });
  });

  it("of a revoked key is refused", async () => {
    const house = new OneKeyHouse();
    house.record = { ...house.record, revokedAt: now - 1 };
    expect(await house.refusal(rotateKey, {})).toEqual({
      status: 409,
      message: "API key is revoked",
    });
  });
});

describe("a repeated rotation", () => {
  const headers = { "Idempotency-Key": "rotate-1" };

  it("answers with the key as it is, without a secret, and says so", async () => {
    const house = new OneKeyHouse();
    await house.call(rotateKey, { headers });
    const { record } = house;
    const { statusCode, headers: answered, body } = await house.call(rotateKey, { headers });
    expect(statusCode).toBe(200);
    expect(answered).toMatchObject({ "Idempotency-Replayed": "true" });
    expect(JSON.parse(body)).not.toHaveProperty("key");
    expect(house.record).toBe(record);
  });

  it("is 422 where the same key came with another request", async () => {
    const house = new OneKeyHouse();
    await house.call(rotateKey, { headers });
    const body = '{"grace_period_seconds":60}';
    expect((await house.refusal(rotateKey, { headers, body })).status).toBe(422);
  });

  it("is not one without the header", async () => {
    const house = new OneKeyHouse();
    await house.call(rotateKey);
    expect((await house.call(rotateKey)).statusCode).toBe(201);
    expect(house.events).toHaveLength(2);
  });
});

describe("a bad rotation", () => {
  it("names the field and keeps the secret", async () => {
    const house = new OneKeyHouse();
    for (const value of [...notWholeNumbers, "-1", "604801"]) {
      const body = `{"grace_period_seconds":${value}}`;
      expect(await house.refusal(rotateKey, { body })).toEqual({
        status: 400,
        message: "grace_period_seconds: must be an integer from 0 to 604800",
      });
    }
  });

  it("cannot reach any attribute", async () => {
    const house = new OneKeyHouse();
    for (const field of foreignFields) {
      const body = `{${JSON.stringify(field)}:1}`;
      expect((await house.refusal(rotateKey, { body })).status).toBe(400);
    }
  });

  it("is 404 for another's key", async () => {
    const pathParameters = { account_id: "acct_2", id: "3kTMd92x" };
    const refusal = new OneKeyHouse().refusal(rotateKey, { pathParameters });
    expect(await refusal).toEqual({ status: 404, message: "API key not found" });
  });
});

import { describe, expect, it } from "@jest/globals";
import type { KeyRecord } from "../../../../core/key/key-record.ts";
import { changeKeyAction } from "../../../../core/store/key-change.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
import { reservedNamesIn } from "../../../support/reserved-words.ts";

const keyring = newKeyring();
const { record } = newKey(keyring, { version: 4, expiresAt: 1_900_000_000 });
const other = newKey(keyring).record.digest;
const now = 1_800_000_000;
const common =
  "attribute_exists(pk) AND version = :expected_version AND attribute_not_exists(revoked_at)" +
  " AND #plan = :expected_plan";

function changed(change: Partial<KeyRecord>, before: KeyRecord = record) {
  const after = { ...before, ...change, updatedAt: now, version: before.version + 1 };
  const { Update } = changeKeyAction("table", before, after);
  if (!Update) throw new Error("not an update");
  return Update;
}

describe("a change of a key", () => {
  it("writes what differs, under the version that was read, and counts itself", () => {
    expect(changed({ name: "Other", isActive: false })).toEqual({
      TableName: "table",
      Key: { pk: `KEY#${record.id}`, sk: "KEY" },
      ConditionExpression: common,
      UpdateExpression:
        "SET #name = :name, #is_active = :is_active, updated_at = :updated_at, version = version + :one",
      ExpressionAttributeNames: { "#plan": "plan", "#name": "name", "#is_active": "is_active" },
      ExpressionAttributeValues: {
        ":name": "Other",
        ":is_active": false,
        ":updated_at": now,
        ":one": 1,
        ":expected_version": 4,
        ":expected_plan": "agency",
      },
    });
  });

  it("removes what is no more", () => {
    const { UpdateExpression, ExpressionAttributeNames } = changed({ expiresAt: undefined });
    expect(UpdateExpression).toBe(
      "SET updated_at = :updated_at, version = version + :one REMOVE #expires_at",
    );
    expect(ExpressionAttributeNames).toEqual({ "#plan": "plan", "#expires_at": "expires_at" });
  });

  it("sets nothing else where nothing differs", () => {
    const update = changed({});
    expect(update.ExpressionAttributeNames).toEqual({ "#plan": "plan" });
    expect(update.UpdateExpression).toBe("SET updated_at = :updated_at, version = version + :one");
  });

  it("never touches what the authorizer counts, nor whose key it is", () => {
    const untouchable: Partial<KeyRecord> = {
      totalRequests: 99,
      dailyRequests: record.dailyRequests.map(() => 9),
      window: { second: 1, count: 2, closed: record.window.closed.map(() => 3) },
      plan: "free",
      accountId: "acct_2",
      environment: "staging",
      createdAtEpochMs: 1,
    };
    expect(changed(untouchable).UpdateExpression).toBe(
      "SET updated_at = :updated_at, version = version + :one",
    );
  });

  it("compares digests by their bytes", () => {
    const copy = { ...record.digest, bytes: Uint8Array.from(record.digest.bytes) };
    expect(changed({ digest: copy }).UpdateExpression).not.toContain("digest");
  });

  it("uses no word that DynamoDB reserves", () => {
    const { ConditionExpression = "", UpdateExpression = "" } = changed({
      name: "Other",
      rateLimitPerMinute: 1,
      isActive: false,
      expiresAt: undefined,
      revokedAt: now,
      digest: other,
      previous: { digest: record.digest, validUntil: now, lastUsedAt: now },
    });
    expect(reservedNamesIn(ConditionExpression)).toEqual([]);
    expect(reservedNamesIn(UpdateExpression)).toEqual([]);
  });
});

describe("a rotation", () => {
  it("also asks that the digest is as it was read: its first use may just have moved it", () => {
    const update = changed({ digest: other });
    expect(update.ConditionExpression).toBe(`${common} AND #digest = :expected_digest`);
    expect(update.ExpressionAttributeValues).toMatchObject({
      ":digest": other.bytes,
      ":expected_digest": record.digest.bytes,
    });
  });

  it("keeps the replaced digest until the grace period ends, as one not yet used", () => {
    const previous = { digest: record.digest, validUntil: now + 60, lastUsedAt: undefined };
    const { ExpressionAttributeValues, UpdateExpression } = changed({ digest: other, previous });
    expect(ExpressionAttributeValues).toMatchObject({
      ":previous_digest": record.digest.bytes,
      ":previous_pepper_version": "v1",
      ":previous_until": now + 60,
    });
    expect(UpdateExpression).not.toContain("previous_used_at =");
  });

  it("forgets when the secret before the replaced one was used, be it known here or not", () => {
    const inGrace = { digest: other, validUntil: now + 60, lastUsedAt: undefined };
    const replaced = { digest: record.digest, validUntil: now + 90, lastUsedAt: undefined };
    const rotation = { digest: newKey(keyring).record.digest, previous: replaced };
    const known = changed(rotation, { ...record, previous: { ...inGrace, lastUsedAt: now } });
    expect(known.UpdateExpression).toContain("REMOVE #previous_used_at");
    // Used between the read and the write: the version is the same, and so is the digest.
    const unknown = changed(rotation, { ...record, previous: inGrace });
    expect(unknown.UpdateExpression).toContain("REMOVE #previous_used_at");
  });
});

describe("a revocation", () => {
  it("ends both secrets for good, and is refused by a key that is revoked", () => {
    const previous = { digest: other, validUntil: now + 60, lastUsedAt: now };
    const update = changed(
      { isActive: false, revokedAt: now, previous: undefined },
      { ...record, previous },
    );
    expect(update.ConditionExpression).toContain("attribute_not_exists(revoked_at)");
    const [set, removed] = String(update.UpdateExpression).split(" REMOVE ");
    expect(set).toContain("#is_active = :is_active, #revoked_at = :revoked_at");
    expect(removed?.split(", ")).toEqual([
      "#previous_digest",
      "#previous_pepper_version",
      "#previous_until",
      "#previous_used_at",
    ]);
  });
});

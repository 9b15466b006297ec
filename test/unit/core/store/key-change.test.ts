import { describe, expect, it } from "@jest/globals";
import { noRules, rulesAt } from "../../../../core/key/key-rules.ts";
import type { ManagedKey } from "../../../../core/key/managed-key.ts";
import { changeKeyActions } from "../../../../core/store/key-change.ts";
import { policyItem } from "../../../../core/store/key-item.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
import { reservedNamesIn } from "../../../support/reserved-words.ts";

const keyring = newKeyring();
const { record } = newKey(keyring, { version: 4, expiresAt: 1_900_000_000 });
const other = newKey(keyring).record.digest;
const now = 1_800_000_000;
const common =
  "attribute_exists(pk) AND version = :expected_version AND attribute_not_exists(revoked_at)" +
  " AND #plan = :expected_plan";

function changes(change: Partial<ManagedKey>, before: ManagedKey = record) {
  const after = { ...before, ...change, updatedAt: now, version: before.version + 1 };
  const [hot, cold] = changeKeyActions("table", before, after).map(({ Update }) => Update);
  if (!hot || !cold) throw new Error("not two updates");
  return { hot, cold };
}

/** The attributes of the item that the authorizer writes. */
function changed(change: Partial<ManagedKey>, before: ManagedKey = record) {
  return changes(change, before).hot;
}

describe("a change of a key", () => {
  it("writes what differs to both items, under the version that was read, and counts itself", () => {
    const { hot, cold } = changes({ name: "Other", note: "New", isActive: false });
    expect(hot).toEqual({
      TableName: "table",
      Key: { pk: `KEY#${record.id}`, sk: "KEY" },
      ConditionExpression: common,
      UpdateExpression: "SET #is_active = :is_active, version = version + :one",
      ExpressionAttributeNames: { "#plan": "plan", "#is_active": "is_active" },
      ExpressionAttributeValues: {
        ":is_active": false,
        ":one": 1,
        ":expected_version": 4,
        ":expected_plan": "agency",
      },
    });
    expect(cold).toEqual({
      TableName: "table",
      Key: { pk: "ACCOUNT#acct_1", sk: `KEY#1700000000000#${record.id}` },
      ConditionExpression: "attribute_exists(pk)",
      UpdateExpression:
        "SET #name = :name, #updated_at = :updated_at, #note = :note, version = :version",
      ExpressionAttributeNames: { "#name": "name", "#note": "note", "#updated_at": "updated_at" },
      ExpressionAttributeValues: {
        ":name": "Other",
        ":note": "New",
        ":updated_at": now,
        ":version": 5,
      },
    });
  });

  it("removes what is no more", () => {
    const before = { ...record, note: "Old" };
    const { hot, cold } = changes({ expiresAt: undefined, note: undefined }, before);
    expect(hot.UpdateExpression).toBe("SET version = version + :one REMOVE #expires_at");
    expect(hot.ExpressionAttributeNames).toEqual({ "#plan": "plan", "#expires_at": "expires_at" });
    expect(cold.UpdateExpression).toBe(
      "SET #updated_at = :updated_at, version = :version REMOVE #note",
    );
  });

  it("compares metadata by what it holds, and replaces it as a whole", () => {
    const before = { ...record, metadata: { a: "1", b: "2" } };
    const same = changes({ metadata: { b: "2", a: "1" } }, before).cold;
    expect(same.UpdateExpression).not.toContain("#metadata");
    const { ExpressionAttributeValues } = changes({ metadata: { a: "1" } }, before).cold;
    expect(ExpressionAttributeValues).toMatchObject({ ":metadata": { a: "1" } });
  });

  it("moves both items to the next version where nothing else differs", () => {
    const { hot, cold } = changes({}, { ...record, updatedAt: now });
    expect(hot.ExpressionAttributeNames).toEqual({ "#plan": "plan" });
    expect(hot.UpdateExpression).toBe("SET version = version + :one");
    expect(cold.ExpressionAttributeValues).toMatchObject({ ":version": 5 });
    // DynamoDB refuses an empty map.
    expect(cold).not.toHaveProperty("ExpressionAttributeNames");
  });

  it("never touches what the authorizer counts, nor whose key it is", () => {
    const untouchable: Partial<ManagedKey> = {
      totalRequests: 99,
      dailyRequests: record.dailyRequests.map(() => 9),
      window: { second: 1, count: 2, closed: record.window.closed.map(() => 3) },
      plan: "free",
      accountId: "acct_2",
      createdBy: { type: "user", subject: "someone else" },
      createdAtEpochMs: 1,
    };
    const { hot, cold } = changes(untouchable);
    expect(hot.UpdateExpression).toBe("SET version = version + :one");
    expect(cold.UpdateExpression).toBe("SET #updated_at = :updated_at, version = :version");
  });

  const rules = { scopes: ["models:read"], allowedIps: undefined, quotas: { day: 5, total: 9 } };
  const used = { day: 3, month: undefined, total: 8 };
  const ruled = { ...record, ...rulesAt(4, rules, used) };

  function policyChange(before: ManagedKey, after: Partial<ManagedKey>) {
    const next = { ...before, ...after, version: before.version + 1 };
    return changeKeyActions("table", before, next)[2];
  }

  it("replaces the rules that the authorizer reads as a whole, and names their version", () => {
    const wanted = rulesAt(5, { ...rules, scopes: [] }, used);
    expect(changed(wanted, ruled).ExpressionAttributeValues).toMatchObject({
      ":policy_version": 5,
    });
    const Item = policyItem({ ...ruled, ...wanted });
    expect(policyChange(ruled, wanted)).toEqual({ Put: { TableName: "table", Item } });
    expect(Item).toMatchObject({ policy_version: 5, scopes: [], quotas: rules.quotas });
  });

  it("names no rules once there are none, and leaves those that were", () => {
    const none = rulesAt(5, noRules, used);
    const { UpdateExpression } = changed(none, ruled);
    expect(UpdateExpression).toMatch(/ REMOVE #policy_version, #ud, #ut$/);
    expect(policyChange(ruled, none)).toBeUndefined();
  });

  it("leaves the rules that the authorizer reads if they stay", () => {
    expect(policyChange(ruled, { name: "Other" })).toBeUndefined();
    expect(policyChange(record, { name: "Other" })).toBeUndefined();
    expect(changed({ name: "Other" }, ruled).UpdateExpression).toBe("SET version = version + :one");
  });

  it("never writes the counter of a quota that stays: the authorizer counts meanwhile", () => {
    const wanted = rulesAt(5, { ...rules, quotas: { month: 7, total: 1 } }, used);
    const { UpdateExpression, ExpressionAttributeValues } = changed(wanted, ruled);
    expect(UpdateExpression).toBe(
      "SET #policy_version = :policy_version, #um = :um, version = version + :one REMOVE #ud",
    );
    expect(ExpressionAttributeValues).toMatchObject({ ":um": 0 });
  });

  it("compares digests by their bytes", () => {
    const copy = { ...record.digest, bytes: Uint8Array.from(record.digest.bytes) };
    expect(changed({ digest: copy }).UpdateExpression).not.toContain("digest");
  });

  it("uses no word that DynamoDB reserves", () => {
    const { hot, cold } = changes({
      name: "Other",
      note: "New",
      metadata: { a: "1" },
      environment: "staging",
      rateLimitPerMinute: 1,
      isActive: false,
      expiresAt: undefined,
      revokedAt: now,
      digest: other,
      previous: { digest: record.digest, validUntil: now, lastUsedAt: now },
    });
    for (const { ConditionExpression = "", UpdateExpression = "" } of [hot, cold]) {
      expect(reservedNamesIn(ConditionExpression)).toEqual([]);
      expect(reservedNamesIn(UpdateExpression)).toEqual([]);
    }
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
      ":od": record.digest.bytes,
      ":op": "v1",
      ":ou": now + 60,
    });
    expect(UpdateExpression).not.toContain("oa =");
  });

  it("forgets when the secret before the replaced one was used, be it known here or not", () => {
    const inGrace = { digest: other, validUntil: now + 60, lastUsedAt: undefined };
    const replaced = { digest: record.digest, validUntil: now + 90, lastUsedAt: undefined };
    const rotation = { digest: newKey(keyring).record.digest, previous: replaced };
    const known = changed(rotation, { ...record, previous: { ...inGrace, lastUsedAt: now } });
    expect(known.UpdateExpression).toContain("REMOVE #oa");
    // Used between the read and the write: the version is the same, and so is the digest.
    const unknown = changed(rotation, { ...record, previous: inGrace });
    expect(unknown.UpdateExpression).toContain("REMOVE #oa");
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
    expect(removed?.split(", ")).toEqual(["#od", "#op", "#ou", "#oa"]);
  });
});

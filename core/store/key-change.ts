import type { KeyRecord, PlainItem } from "../key/key-record.ts";
import { keyItemKey } from "./item-keys.ts";
import { previousSecretAttributes } from "./key-item.ts";
import type { Actions } from "./transaction.ts";

/** Every attribute that a person's change can touch; what the authorizer counts is not among them. */
function changeableAttributes(record: KeyRecord): PlainItem {
  return {
    name: record.name,
    rate_limit_per_minute: record.rateLimitPerMinute,
    is_active: record.isActive,
    expires_at: record.expiresAt,
    revoked_at: record.revokedAt,
    digest: record.digest.bytes,
    pepper_version: record.digest.pepperVersion,
    previous_digest: undefined,
    previous_pepper_version: undefined,
    previous_until: undefined,
    previous_used_at: undefined,
    ...previousSecretAttributes(record.previous),
  };
}

/**
 * Writes the attributes in which two records differ, on condition that nobody else has changed the
 * key since it was read and that it is not revoked. Requests that are counted meanwhile are no
 * hindrance: they touch other attributes.
 *
 * Where secrets move, the digest must also be as it was read, since its first use under a new
 * pepper replaces it.
 */
export function changeKeyAction(
  tableName: string,
  before: KeyRecord,
  after: KeyRecord,
): Actions[number] {
  const [old, wanted] = [changeableAttributes(before), changeableAttributes(after)];
  const movesSecret = !isSame(old.digest, wanted.digest);
  const changed = Object.keys(wanted).filter(
    (name) =>
      !isSame(old[name], wanted[name]) ||
      // The authorizer may have set it since, and it would be said of another secret.
      (movesSecret && name === "previous_used_at"),
  );
  const set = changed.filter((name) => wanted[name] !== undefined);
  const removed = changed.filter((name) => wanted[name] === undefined);
  const assignments = [
    ...set.map((name) => `#${name} = :${name}`),
    "updated_at = :updated_at",
    "version = version + :one",
  ];
  const removals =
    removed.length > 0 ? ` REMOVE ${removed.map((name) => `#${name}`).join(", ")}` : "";
  const conditions = [
    "attribute_exists(pk)",
    "version = :expected_version",
    "attribute_not_exists(revoked_at)",
    // A plan is changed without the key's version, and decides what limit a user may set.
    "#plan = :expected_plan",
    ...(movesSecret ? ["#digest = :expected_digest"] : []),
  ];
  return {
    Update: {
      TableName: tableName,
      Key: keyItemKey(before.id),
      ConditionExpression: conditions.join(" AND "),
      UpdateExpression: `SET ${assignments.join(", ")}${removals}`,
      ExpressionAttributeNames: Object.fromEntries(
        ["plan", ...changed].map((name) => [`#${name}`, name]),
      ),
      ExpressionAttributeValues: {
        ...Object.fromEntries(set.map((name) => [`:${name}`, wanted[name]])),
        ":updated_at": after.updatedAt,
        ":one": 1,
        ":expected_version": before.version,
        ":expected_plan": before.plan,
        ...(movesSecret ? { ":expected_digest": before.digest.bytes } : {}),
      },
    },
  };
}

function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) {
    return Buffer.compare(one, other) === 0;
  }
  return one === other;
}

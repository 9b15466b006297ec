import { isDeepStrictEqual } from "node:util";
import { attributesOf } from "../key/field-values.ts";
import { keyFields } from "../key/fields.ts";
import type { PlainItem } from "../key/key-record.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { type ItemKey, keyItemKey } from "./item-keys.ts";
import { coldItemKey, policyItem } from "./key-item.ts";
import type { Actions } from "./transaction.ts";

/*
 * A change writes the items of a key in one transaction, with the same version in both. The hot
 * item's version is the condition for all of it, so whoever changes a key reads that item first: what
 * is read later is then at least as new. A reader who finds different versions reads again.
 */

/**
 * Writes the attributes in which two states of a key differ, on condition that nobody else has
 * changed the key since it was read and that it is not revoked. Requests that are counted meanwhile
 * are no hindrance: they touch other attributes.
 */
export function changeKeyActions(
  tableName: string,
  before: ManagedKey,
  after: ManagedKey,
): Actions {
  return [
    changeHotItem(tableName, before, after),
    changeColdItem(tableName, before, after),
    ...changePolicyItem(tableName, before, after),
  ];
}

/**
 * Rules are replaced as a whole; the hot item, in the same transaction, names them. Once it names
 * none, the item of the last ones counts for nothing and stays: nobody has to be allowed to delete.
 */
function changePolicyItem(tableName: string, before: ManagedKey, after: ManagedKey): Actions {
  const policy = before.policyVersion === after.policyVersion ? undefined : policyItem(after);
  return policy ? [{ Put: { TableName: tableName, Item: policy } }] : [];
}

/**
 * Where secrets move, the digest must also be as it was read, since its first use under a new
 * pepper replaces it.
 */
function changeHotItem(tableName: string, before: ManagedKey, after: ManagedKey): Actions[number] {
  const [old, wanted] = [changeable(before, "hot"), changeable(after, "hot")];
  const movesSecret = !isSame(old.digest, wanted.digest);
  const changed = Object.keys(wanted).filter(
    (name) =>
      !isSame(old[name], wanted[name]) ||
      // The authorizer may have set it since, and it would be said of another secret.
      (movesSecret && name === "oa"),
  );
  const conditions = [
    "attribute_exists(pk)",
    "version = :expected_version",
    "attribute_not_exists(revoked_at)",
    // A plan is changed without the key's version, and decides what limit a user may set.
    "#plan = :expected_plan",
    ...(movesSecret ? ["#digest = :expected_digest"] : []),
  ];
  return update(tableName, keyItemKey(before.id), wanted, changed, {
    assignments: ["version = version + :one"],
    condition: conditions.join(" AND "),
    names: { "#plan": "plan" },
    values: {
      ":one": 1,
      ":expected_version": before.version,
      ":expected_plan": before.plan,
      ...(movesSecret ? { ":expected_digest": before.digest.bytes } : {}),
    },
  });
}

/** An update and not a put: attributes of a newer version of this product stay. */
function changeColdItem(tableName: string, before: ManagedKey, after: ManagedKey): Actions[number] {
  const [old, wanted] = [changeable(before, "cold"), changeable(after, "cold")];
  const changed = Object.keys(wanted).filter((name) => !isSame(old[name], wanted[name]));
  return update(tableName, coldItemKey(before), wanted, changed, {
    assignments: ["version = :version"],
    condition: "attribute_exists(pk)",
    names: {},
    values: { ":version": before.version + 1 },
  });
}

/** Every attribute that a change of the key can touch; what the authorizer counts is not among them. */
function changeable(key: ManagedKey, item: "hot" | "cold"): PlainItem {
  return attributesOf(key, item, (name) => keyFields[name].isChangeable);
}

interface Always {
  readonly assignments: readonly string[];
  readonly condition: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: PlainItem;
}

function update(
  TableName: string,
  Key: ItemKey,
  wanted: PlainItem,
  changed: readonly string[],
  always: Always,
): Actions[number] {
  const set = changed.filter((name) => wanted[name] !== undefined);
  const removed = changed.filter((name) => wanted[name] === undefined);
  const assignments = [...set.map((name) => `#${name} = :${name}`), ...always.assignments];
  const removals =
    removed.length > 0 ? ` REMOVE ${removed.map((name) => `#${name}`).join(", ")}` : "";
  const names = { ...always.names, ...Object.fromEntries(changed.map((it) => [`#${it}`, it])) };
  return {
    Update: {
      TableName,
      Key,
      ConditionExpression: always.condition,
      UpdateExpression: `SET ${assignments.join(", ")}${removals}`,
      // DynamoDB refuses an empty map.
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
      ExpressionAttributeValues: {
        ...Object.fromEntries(set.map((name) => [`:${name}`, wanted[name]])),
        ...always.values,
      },
    },
  };
}

/** A digest may be a Buffer or not: its bytes count. */
function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) {
    return Buffer.compare(one, other) === 0;
  }
  return isDeepStrictEqual(one, other);
}

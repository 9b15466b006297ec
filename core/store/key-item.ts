import { attributesOf } from "../key/field-values.ts";
import { keyFields } from "../key/fields.ts";
import { keyItemFormat, type PlainItem, parseKeyRecord } from "../key/key-record.ts";
import type { KeyRules } from "../key/key-rules.ts";
import type { KeyDetails, ManagedKey } from "../key/managed-key.ts";
import { version as readVersion } from "../key/read-details.ts";
import { keyItemKey, keyPointerKey, policyItemKey } from "./item-keys.ts";

/** The item that every admission writes; `parseKeyRecord` reads it back. */
export function hotItem(key: ManagedKey): PlainItem {
  return { ...keyItemKey(key.id), format: keyItemFormat, ...present(attributesOf(key, "hot")) };
}

/** The item that lists a key under its account and has what only people read of it. */
export function coldItem(key: ManagedKey): PlainItem {
  return { ...coldItemKey(key), version: key.version, ...present(attributesOf(key, "cold")) };
}

/**
 * The item with a key's rules that the authorizer reads.
 *
 * @returns undefined if the key has none
 */
export function policyItem(key: ManagedKey): PlainItem | undefined {
  if (key.policyVersion === undefined) return undefined;
  const { scopes, allowedIps, quotas } = keyFields;
  return {
    ...policyItemKey(key.id),
    format: keyItemFormat,
    policy_version: key.policyVersion,
    ...present({
      ...scopes.store(key.scopes),
      ...allowedIps.store(key.allowedIps),
      ...quotas.store(key.quotas),
    }),
  };
}

export function coldItemKey({
  accountId,
  createdAtEpochMs,
  id,
}: Pick<ManagedKey, "accountId" | "createdAtEpochMs" | "id">) {
  return keyPointerKey(accountId, createdAtEpochMs, id);
}

function present(attributes: PlainItem): PlainItem {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

/** @throws CorruptItemError naming the attribute, never its value */
export function parseDetails(item: PlainItem): KeyDetails & KeyRules {
  const { name, environment, note, metadata, createdBy, pausedBy, updatedAt, rotatedAt } =
    keyFields;
  const { scopes, allowedIps, quotas } = keyFields;
  return {
    name: name.read(item),
    environment: environment.read(item),
    note: note.read(item),
    metadata: metadata.read(item),
    createdBy: createdBy.read(item),
    pausedBy: pausedBy.read(item),
    updatedAt: updatedAt.read(item),
    rotatedAt: rotatedAt.read(item),
    scopes: scopes.read(item),
    allowedIps: allowedIps.read(item),
    quotas: quotas.read(item),
  };
}

/**
 * The key that its two items are of.
 *
 * @returns undefined where they are of different moments: someone changed the key between two reads
 * @throws CorruptItemError or NewerFormatError
 */
export function parseKeyItems(hot: PlainItem, cold: PlainItem): ManagedKey | undefined {
  const record = parseKeyRecord(hot);
  if (readVersion(cold) !== record.version) return undefined;
  return { ...record, ...parseDetails(cold) };
}

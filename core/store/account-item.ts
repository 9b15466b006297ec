import * as z from "zod";
import type { AccountRecord } from "../account/account-record.ts";
import { CorruptItemError, type PlainItem } from "../key/key-record.ts";
import { accountItemKey } from "./item-keys.ts";

const epochSeconds = z.int().nonnegative();

const accountItem = z.object({
  account_id: z.string().min(1),
  name: z.string().optional(),
  contact_email: z.string().optional(),
  plan: z.string().min(1),
  max_active_keys: z.int().positive(),
  suspended: z.boolean().default(false),
  metadata: z.record(z.string(), z.string()).default({}),
  // DynamoDB has no empty set: an account without keys has no such attribute.
  active_key_ids: z.set(z.string()).optional(),
  version: z.int().positive(),
  created_at: epochSeconds,
  updated_at: epochSeconds,
  last_event_at_ms: z.int().nonnegative(),
});

/** @throws CorruptItemError naming the attributes, never their values */
export function parseAccountItem(item: PlainItem): AccountRecord {
  const parsed = accountItem.safeParse(item);
  if (!parsed.success) {
    const attributes = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
    throw new CorruptItemError(`account item: ${attributes} missing or malformed`);
  }
  const { data } = parsed;
  return {
    id: data.account_id,
    name: data.name,
    contactEmail: data.contact_email,
    plan: data.plan,
    maxActiveKeys: data.max_active_keys,
    isSuspended: data.suspended,
    metadata: data.metadata,
    activeKeyIds: [...(data.active_key_ids ?? [])],
    version: data.version,
    createdAt: data.created_at,
    updatedAt: data.updated_at,
    lastEventAtEpochMs: data.last_event_at_ms,
  };
}

/** The item of an account that has no keys yet. */
export function newAccountItem(account: AccountRecord): PlainItem {
  return {
    ...accountItemKey(account.id),
    account_id: account.id,
    ...(account.name === undefined ? {} : { name: account.name }),
    ...(account.contactEmail === undefined ? {} : { contact_email: account.contactEmail }),
    plan: account.plan,
    max_active_keys: account.maxActiveKeys,
    ...(account.isSuspended ? { suspended: true } : {}),
    metadata: account.metadata,
    version: account.version,
    created_at: account.createdAt,
    updated_at: account.updatedAt,
    last_event_at_ms: account.lastEventAtEpochMs,
  };
}

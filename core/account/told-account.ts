import type { AccountRecord } from "./account-record.ts";

/** The fields of an account's audit snapshot. */
export function toldAccount(account: AccountRecord) {
  return {
    plan: account.plan,
    is_suspended: account.isSuspended,
    name: account.name ?? null,
    contact_email: account.contactEmail ?? null,
    max_active_keys: account.maxActiveKeys,
    metadata: account.metadata,
  };
}

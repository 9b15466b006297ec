import type { AccountRecord } from "../../core/account/account-record.ts";
import { rfc3339 } from "../../core/time/rfc3339.ts";

/** An account as operators and its own users see it. */
export function accountObject(account: AccountRecord) {
  return {
    object: "account",
    account_id: account.id,
    name: account.name ?? null,
    contact_email: account.contactEmail ?? null,
    plan: account.plan,
    is_suspended: account.isSuspended,
    max_active_keys: account.maxActiveKeys,
    metadata: account.metadata,
    api_keys: { active: account.activeKeyIds.length },
    created_at: rfc3339(account.createdAt),
    updated_at: rfc3339(account.updatedAt),
  } as const;
}

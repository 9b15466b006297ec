import { isDeepStrictEqual } from "node:util";
import { type AccountRecord, newAccount } from "../account/account-record.ts";
import type { Actor } from "../event/audit-event.ts";
import { type KeyRules, rulesAt } from "../key/key-rules.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { revoked } from "../management/revoke-key.ts";
import { type AccountValues, type KeyValues, ReplayFault } from "./told-values.ts";

/** The pauser of keys whose last secret is not on the restored table. No user can resume them. */
export const restorePauser: Actor = { type: "operator", subject: "restore" };

export interface KeyReplay {
  readonly told: KeyValues;
  /** Whether the key's secret was replaced since the restore point: the one here must not work. */
  readonly isOutdated: boolean;
  readonly atEpochMs: number;
}

/** Returns a key of the restored table as its events tell of it. A revoked one stays as it is. */
export function keyAsTold(before: ManagedKey, { told, isOutdated, atEpochMs }: KeyReplay) {
  if (before.revokedAt !== undefined) return before;
  const version = before.version + 1;
  const after: ManagedKey = {
    ...before,
    name: told.name ?? before.name,
    environment: told.environment ?? before.environment,
    rateLimitPerMinute: told.rate_limit_per_minute ?? before.rateLimitPerMinute,
    isActive: told.is_active ?? before.isActive,
    expiresAt: optional(told.expires_at, before.expiresAt),
    note: optional(told.note, before.note),
    metadata: told.metadata ?? before.metadata,
    pausedBy: pauserOf(told, before),
    previous: told.previous_secret_expires_at === null ? undefined : before.previous,
    ...rulesAsTold(before, told, version),
    version,
    updatedAt: Math.floor(atEpochMs / 1000),
    ...(isOutdated ? { isActive: false, pausedBy: restorePauser, previous: undefined } : {}),
  };
  return typeof told.revoked_at === "number"
    ? revoked({ ...after, version: before.version }, told.revoked_at * 1000)
    : after;
}

function pauserOf({ paused_by: told }: KeyValues, before: ManagedKey): Actor | undefined {
  if (told === undefined) return before.pausedBy;
  return told === null ? undefined : { type: told.type, subject: told.subject ?? undefined };
}

/** As an update sets them: their version stays unless they change. */
function rulesAsTold(before: ManagedKey, told: KeyValues, version: number): Partial<ManagedKey> {
  const { scopes, allowedIps, quotas } = before;
  const wanted: KeyRules = {
    scopes: optional(told.scopes, scopes),
    allowedIps: optional(told.allowed_ips, allowedIps),
    quotas: optional(told.quotas, quotas),
  };
  const isSame = isDeepStrictEqual(wanted, { scopes, allowedIps, quotas });
  return isSame ? {} : rulesAt(version, wanted, before.quotaUse);
}

/**
 * Returns an account as its events tell of it; a new one if it was created since the restore point.
 *
 * @throws ReplayFault if there is neither an account nor the event of its creation
 */
export function accountAsTold(
  accountId: string,
  before: AccountRecord | undefined,
  told: AccountValues,
  atEpochMs: number,
): AccountRecord {
  const base = before ?? created(accountId, told, atEpochMs);
  return {
    ...base,
    plan: told.plan ?? base.plan,
    isSuspended: told.is_suspended ?? base.isSuspended,
    name: optional(told.name, base.name),
    contactEmail: optional(told.contact_email, base.contactEmail),
    maxActiveKeys: told.max_active_keys ?? base.maxActiveKeys,
    metadata: told.metadata ?? base.metadata,
    ...(before && { version: before.version + 1 }),
    updatedAt: Math.floor(atEpochMs / 1000),
    lastEventAtEpochMs: atEpochMs,
  };
}

function created(accountId: string, told: AccountValues, atEpochMs: number): AccountRecord {
  const { plan, max_active_keys: cap } = told;
  if (plan !== undefined && cap !== undefined) return newAccount(accountId, plan, atEpochMs, cap);
  throw new ReplayFault(
    "the restored table has no such account, and its creation is not among the events: is --since the restore point?",
  );
}

/** A field that events do not tell of stays; null removes it. */
function optional<T>(told: T | null | undefined, before: T | undefined): T | undefined {
  return told === undefined ? before : (told ?? undefined);
}

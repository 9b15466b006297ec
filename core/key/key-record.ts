import type { Plan } from "../account/plan.ts";
import { type RollingWindow, spanSeconds } from "../admission/rolling-window.ts";
import { isKeyId } from "./api-key.ts";
import type { Digest } from "./pepper.ts";
import { type QuotaUse, usedAttributes } from "./quotas.ts";
import { type UsageRecord, usageDays } from "./usage.ts";

/**
 * What the authorizer knows of a key: all that a request is judged by, and no more, since every
 * admission writes this item anew. What people read besides is in managed-key.ts.
 *
 * Times are Unix time in whole seconds.
 */
export interface KeyRecord {
  readonly id: string;
  readonly accountId: string;
  /** The account's plan, copied so that one write can judge a request. */
  readonly plan: Plan;
  readonly digest: Digest;
  /** The secret that the last rotation replaced. It stays after its end, to tell why it is refused. */
  readonly previous: PreviousSecret | undefined;
  readonly rateLimitPerMinute: number;
  /** False while paused, and for good once revoked. */
  readonly isActive: boolean;
  /** The account's suspension, copied like its plan. */
  readonly isSuspended: boolean;
  readonly expiresAt: number | undefined;
  readonly revokedAt: number | undefined;
  /** In ms, since keys are listed in the order of their creation. */
  readonly createdAtEpochMs: number;
  /** Counts the changes made to the key by people, so that none is overwritten unseen. */
  readonly version: number;
  readonly totalRequests: number;
  /** One counter a UTC day; see usage.ts. The authorizer's copy may lag behind the table's. */
  readonly dailyRequests: readonly number[];
  readonly window: RollingWindow;
  /** Which version of the key's rules is in force; undefined if it has none. See key-rules.ts. */
  readonly policyVersion: number | undefined;
  /**
   * Units used of each quota that the key has. The period that a counter speaks of is the one of the
   * window's latest second.
   */
  readonly quotaUse: QuotaUse;
}

/** A secret that was replaced, in its grace period or after it. */
export interface PreviousSecret {
  readonly digest: Digest;
  /** From this second on it is no longer accepted; 0 if it ended at once, by any clock. */
  readonly validUntil: number;
  readonly lastUsedAt: number | undefined;
}

/** The second of the last admitted request: the window knows it exactly, at no further cost. */
export function lastUsedAt(record: Pick<KeyRecord, "window">): number | undefined {
  return record.window.second === 0 ? undefined : record.window.second;
}

/** Whether the key would be admitted if it were presented now by its owner, plan and limit apart. */
export function isLive(record: KeyRecord, nowEpochSeconds: number): boolean {
  return record.isActive && record.revokedAt === undefined && !isExpired(record, nowEpochSeconds);
}

export function isExpired({ expiresAt }: KeyRecord, nowEpochSeconds: number): boolean {
  return expiresAt !== undefined && nowEpochSeconds >= expiresAt;
}

/** An item as the document client and the authorizer's own reader give it. */
export type PlainItem = Readonly<Record<string, unknown>>;

/** The item is not what this product writes: nobody gets in on it. */
export class CorruptItemError extends Error {
  override readonly name = "CorruptItemError";
}

/** A newer version of this product wrote the item, and may have put restrictions into it. */
export class NewerFormatError extends Error {
  override readonly name = "NewerFormatError";
}

/**
 * The layout of key items that this version writes, and the newest that it reads. It is raised by
 * whatever an older reader must not ignore; other new attributes leave it as it is.
 */
export const keyItemFormat = 1;

/**
 * Reads a key item. Written by hand because a schema library has no place in the authorizer's
 * start-up. Attributes that it does not know, and plans, are left to whoever wrote them.
 *
 * @throws CorruptItemError naming the attribute, never its value
 * @throws NewerFormatError
 */
export function parseKeyRecord(item: PlainItem): KeyRecord {
  requireKnownFormat("key item", read(item, "format", isCount));
  return {
    id: read(item, "key_id", isKeyIdValue),
    accountId: read(item, "account_id", isText),
    plan: read(item, "plan", isText),
    digest: {
      pepperVersion: read(item, "pepper", isText),
      bytes: read(item, "digest", isDigestBytes),
    },
    previous: readPrevious(item),
    rateLimitPerMinute: read(item, "rate_limit", isCount),
    isActive: read(item, "is_active", isBoolean),
    isSuspended: readOptional(item, "suspended", isBoolean) ?? false,
    expiresAt: readOptional(item, "expires_at", isCount),
    revokedAt: readOptional(item, "revoked_at", isCount),
    createdAtEpochMs: read(item, "created_at_ms", isCount),
    version: read(item, "version", isCount),
    totalRequests: read(item, "total_requests", isCount),
    dailyRequests: read(item, "d", isCounts(usageDays)),
    window: {
      second: read(item, "t", isCount),
      count: read(item, "n", isCount),
      closed: read(item, "w", isCounts(spanSeconds)),
    },
    policyVersion: readOptional(item, "policy_version", isCount),
    quotaUse: {
      day: readOptional(item, usedAttributes.day, isCount),
      month: readOptional(item, usedAttributes.month, isCount),
      total: readOptional(item, usedAttributes.total, isCount),
    },
  };
}

function readPrevious(item: PlainItem): PreviousSecret | undefined {
  if (item.od === undefined) return undefined;
  return {
    digest: {
      pepperVersion: read(item, "op", isText),
      bytes: read(item, "od", isDigestBytes),
    },
    validUntil: read(item, "ou", isCount),
    lastUsedAt: readOptional(item, "oa", isCount),
  };
}

/**
 * Reads what a key item knows of its use, from the attributes of {@link usageAttributes} alone.
 *
 * @throws CorruptItemError naming the attribute, never its value
 */
export function parseUsage(item: PlainItem): UsageRecord {
  return {
    dailyRequests: read(item, "d", isCounts(usageDays)),
    window: { second: read(item, "t", isCount) },
  };
}

export const usageAttributes = ["d", "t"];

/** Says whose a key is, and nothing else of it. */
export const ownerAttributes = ["key_id", "account_id"];

/** @throws CorruptItemError where the attribute's value is not a count */
export function asCount(value: unknown, attribute: string): number {
  if (isCount(value)) return value;
  throw malformed(attribute);
}

type Is<T> = (value: unknown) => value is T;

function read<T>(item: PlainItem, attribute: string, is: Is<T>): T {
  const value = item[attribute];
  if (!is(value)) throw malformed(attribute);
  return value;
}

function malformed(attribute: string): CorruptItemError {
  return malformedAttribute("key item", attribute);
}

/** @param item which of a key's items */
export function malformedAttribute(item: string, attribute: string): CorruptItemError {
  return new CorruptItemError(`${item}: ${attribute} is missing or malformed`);
}

/** @throws NewerFormatError */
export function requireKnownFormat(item: string, format: number): void {
  if (format <= keyItemFormat) return;
  throw new NewerFormatError(`${item}: format ${format} is newer than ${keyItemFormat}`);
}

function readOptional<T>(item: PlainItem, attribute: string, is: Is<T>): T | undefined {
  return item[attribute] === undefined ? undefined : read(item, attribute, is);
}

export const isText: Is<string> = (value): value is string =>
  typeof value === "string" && value !== "";
const isBoolean: Is<boolean> = (value): value is boolean => typeof value === "boolean";
export const isCount: Is<number> = (value): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isKeyIdValue: Is<string> = (value): value is string => isText(value) && isKeyId(value);
const isDigestBytes: Is<Uint8Array> = (value): value is Uint8Array =>
  value instanceof Uint8Array && value.length === 32;
function isCounts(length: number): Is<number[]> {
  return (value): value is number[] =>
    Array.isArray(value) && value.length === length && value.every(isCount);
}

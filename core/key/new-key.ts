import type { AccountRecord } from "../account/account-record.ts";
import type { Plans } from "../account/plan.ts";
import { emptyWindow } from "../admission/rolling-window.ts";
import type { Environment, KeyRecord } from "./key-record.ts";
import type { Digest } from "./pepper.ts";
import { usageDays } from "./usage.ts";

/** What whoever makes a key decides about it. */
export interface KeyParams {
  readonly name: string;
  readonly environment: Environment;
  /** Unix time in whole seconds; undefined: never. */
  readonly expiresAt: number | undefined;
  /** Undefined: the plan's. */
  readonly rateLimitPerMinute: number | undefined;
}

/** A key that has not been used yet. */
export function newKeyRecord(
  id: string,
  digest: Digest,
  account: AccountRecord,
  params: KeyParams,
  createdAtEpochMs: number,
  plans: Plans,
): KeyRecord {
  return {
    id,
    accountId: account.id,
    name: params.name,
    environment: params.environment,
    plan: account.plan,
    digest,
    previous: undefined,
    rateLimitPerMinute: params.rateLimitPerMinute ?? plans.rulesOf(account.plan).limitPerMinute,
    isActive: true,
    expiresAt: params.expiresAt,
    revokedAt: undefined,
    createdAtEpochMs,
    updatedAt: Math.floor(createdAtEpochMs / 1000),
    version: 1,
    totalRequests: 0,
    dailyRequests: new Array<number>(usageDays).fill(0),
    window: emptyWindow,
  };
}

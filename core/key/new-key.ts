import type { AccountRecord } from "../account/account-record.ts";
import type { Plans } from "../account/plan.ts";
import { emptyWindow } from "../admission/rolling-window.ts";
import type { FieldsSetAt } from "./fields.ts";
import type { ManagedKey } from "./managed-key.ts";
import type { Digest } from "./pepper.ts";
import { usageDays } from "./usage.ts";

/** The fields that a creator chooses; without a limit, a key gets the plan's. */
export type KeyParams = Omit<Pick<ManagedKey, FieldsSetAt<"create">>, "rateLimitPerMinute"> & {
  readonly rateLimitPerMinute: number | undefined;
};

/** A key that has not been used yet. */
export function newKeyRecord(
  id: string,
  digest: Digest,
  account: AccountRecord,
  params: KeyParams & Pick<ManagedKey, "createdBy">,
  createdAtEpochMs: number,
  plans: Plans,
): ManagedKey {
  return {
    id,
    accountId: account.id,
    ...params,
    plan: account.plan,
    digest,
    previous: undefined,
    rateLimitPerMinute: params.rateLimitPerMinute ?? plans.rulesOf(account.plan).limitPerMinute,
    isActive: true,
    revokedAt: undefined,
    createdAtEpochMs,
    updatedAt: Math.floor(createdAtEpochMs / 1000),
    version: 1,
    totalRequests: 0,
    dailyRequests: new Array<number>(usageDays).fill(0),
    window: emptyWindow,
  };
}

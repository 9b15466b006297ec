import type { AccountRecord } from "../account/account-record.ts";
import type { Plans } from "../account/plan.ts";
import { emptyWindow } from "../admission/rolling-window.ts";
import type { FieldsSetAt } from "./fields.ts";
import { rulesAt } from "./key-rules.ts";
import type { ManagedKey } from "./managed-key.ts";
import type { Digest } from "./pepper.ts";
import type { Quotas } from "./quotas.ts";
import { usageDays } from "./usage.ts";

type Defaulted = "rateLimitPerMinute" | "quotas";

/** The fields that a creator chooses; a key gets its plan's limit and quotas if they are undefined. */
export type KeyParams = Omit<Pick<ManagedKey, FieldsSetAt<"create">>, Defaulted> & {
  readonly rateLimitPerMinute: number | undefined;
  /** Null means none. */
  readonly quotas: Quotas | null | undefined;
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
  const { limitPerMinute, quotas } = plans.rulesOf(account.plan);
  return {
    id,
    accountId: account.id,
    ...params,
    plan: account.plan,
    digest,
    previous: undefined,
    rateLimitPerMinute: params.rateLimitPerMinute ?? limitPerMinute,
    isActive: true,
    isSuspended: account.isSuspended,
    pausedBy: undefined,
    revokedAt: undefined,
    createdAtEpochMs,
    updatedAt: Math.floor(createdAtEpochMs / 1000),
    rotatedAt: undefined,
    version: 1,
    totalRequests: 0,
    dailyRequests: new Array<number>(usageDays).fill(0),
    window: emptyWindow,
    ...rulesAt(1, { ...params, quotas: quotasOf(params.quotas, quotas) }),
  };
}

function quotasOf(wanted: Quotas | null | undefined, ofPlan: Quotas | undefined) {
  return wanted === null ? undefined : (wanted ?? ofPlan);
}

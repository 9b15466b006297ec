import { type QuotaPeriod, quotaPeriods } from "../../../core/key/quotas.ts";
import type { Key } from "../api/key.ts";

export interface QuotaState {
  readonly period: QuotaPeriod;
  readonly quota: number;
  readonly used: number;
  readonly left: number;
  /** Unix time in whole seconds; undefined if it never renews, or that is not known yet. */
  readonly renewsAt: number | undefined;
}

/** Returns the quotas of a key with what is used of them, as of the last response. */
export function quotasOf({ quotas, usage }: Key, now: number): QuotaState[] {
  return quotaPeriods.flatMap((period) => {
    const quota = quotas?.[period];
    if (quota === undefined) return [];
    const known = usage?.quotas.find((use) => use.period === period);
    const isOver = known?.resetsAt !== undefined && known.resetsAt <= now;
    const { used = 0, resetsAt: renewsAt } = (isOver ? undefined : known) ?? {};
    return [{ period, quota, used, left: Math.max(0, quota - used), renewsAt }];
  });
}

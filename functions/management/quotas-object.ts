import { unitsUsed } from "../../core/admission/judge.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import { nextPeriodStart } from "../../core/key/quota-period.ts";
import { quotaPeriods } from "../../core/key/quotas.ts";
import { rfc3339OrNull } from "../../core/time/rfc3339.ts";

/**
 * Returns the usage of each of a key's quotas in the current period: the later one of the clock's
 * and the counters' own.
 *
 * @returns null if the key has no quotas
 */
export function quotasObject(key: ManagedKey, nowEpochSeconds: number) {
  const { quotas, window } = key;
  if (!quotas) return null;
  const second = Math.max(nowEpochSeconds, window.second);
  const states = quotaPeriods.flatMap((period) => {
    const quota = quotas[period];
    if (quota === undefined) return [];
    const used = unitsUsed(key, period, second);
    const remaining = Math.max(0, quota - used);
    const resets_at = rfc3339OrNull(nextPeriodStart(period, second));
    return [[period, { quota, used, remaining, resets_at }] as const];
  });
  return Object.fromEntries(states);
}

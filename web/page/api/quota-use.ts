import { type QuotaPeriod, quotaPeriods } from "../../../core/key/quotas.ts";
import type { Fields } from "./fields.ts";

/** What a key has used of a quota. */
export interface QuotaUse {
  readonly period: QuotaPeriod;
  readonly used: number;
  /** When the next period begins, in whole Unix seconds; undefined if none does. */
  readonly resetsAt: number | undefined;
}

/** @throws UnexpectedResponse */
export function parseQuotaUse(quotas: Fields | undefined): QuotaUse[] {
  if (!quotas) return [];
  return quotaPeriods
    .filter((period) => quotas.has(period))
    .map((period) => {
      const use = quotas.object(period);
      return { period, used: use.integer("used"), resetsAt: use.timeOrNull("resets_at") };
    });
}

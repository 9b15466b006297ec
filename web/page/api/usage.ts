import { Fields } from "./fields.ts";
import { parseQuotaUse, type QuotaUse } from "./quota-use.ts";

export interface DayCount {
  /** A day in UTC, `2026-11-22`. */
  readonly date: string;
  readonly requests: number;
}

/** Admitted requests of one key. */
export interface Usage {
  /** Since the key was created. */
  readonly total: number;
  readonly last30Days: number;
  /** The last 30 days, today included, oldest first. */
  readonly days: readonly DayCount[];
  readonly quotas: readonly QuotaUse[];
}

/** @throws UnexpectedResponse */
export function parseUsage(value: unknown): Usage {
  const fields = new Fields(value);
  return {
    total: fields.integer("total_requests"),
    last30Days: fields.integer("total_requests_last_30d"),
    days: fields.list("requests_per_day", (entry) => {
      const day = new Fields(entry);
      return { date: day.text("date"), requests: day.integer("requests") };
    }),
    quotas: parseQuotaUse(fields.objectOrNull("quotas")),
  };
}

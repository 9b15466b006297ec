import type { QuotaPeriod } from "./quotas.ts";

/* Periods of quotas: UTC days and calendar months, and all time. */

const secondsPerDay = 86_400;

/** Returns the first second of the period that a second is in; 0 for `total`. */
export function periodStart(period: QuotaPeriod, epochSecond: number): number {
  switch (period) {
    case "day":
      return Math.floor(epochSecond / secondsPerDay) * secondsPerDay;
    case "month":
      return monthStart(epochSecond);
    case "total":
      return 0;
  }
}

/** Returns the first second of the next period; undefined for `total`, which has none. */
export function nextPeriodStart(period: QuotaPeriod, epochSecond: number): number | undefined {
  switch (period) {
    case "day":
      return periodStart(period, epochSecond) + secondsPerDay;
    case "month":
      return monthStart(epochSecond, 1);
    case "total":
      return undefined;
  }
}

export function isSamePeriod(period: QuotaPeriod, second: number, other: number): boolean {
  return periodStart(period, second) === periodStart(period, other);
}

function monthStart(epochSecond: number, monthsLater = 0): number {
  const date = new Date(epochSecond * 1000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater) / 1000;
}

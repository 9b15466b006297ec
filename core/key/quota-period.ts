import type { QuotaPeriod } from "./quotas.ts";

/*
 * Periods of quotas: UTC days and calendar months, and all time. Plain arithmetic on Unix seconds,
 * since the authorizer does it for every request.
 */

const secondsPerDay = 86_400;

/** Returns the first second of the period that a second is in; 0 for `total`. */
export function periodStart(period: QuotaPeriod, epochSecond: number): number {
  if (period === "total") return 0;
  const day = Math.floor(epochSecond / secondsPerDay);
  return (period === "day" ? day : firstDayOfMonth(day)) * secondsPerDay;
}

/** Returns the first second of the next period; undefined for `total`, which has none. */
export function nextPeriodStart(period: QuotaPeriod, epochSecond: number): number | undefined {
  if (period === "total") return undefined;
  const day = Math.floor(epochSecond / secondsPerDay);
  // 31 days after the first of a month is always in the next one.
  const next = period === "day" ? day + 1 : firstDayOfMonth(firstDayOfMonth(day) + 31);
  return next * secondsPerDay;
}

export function isSamePeriod(period: QuotaPeriod, second: number, other: number): boolean {
  return periodStart(period, second) === periodStart(period, other);
}

const daysPerEra = 146_097;
/** Days from 0000-03-01, the start of an era of 400 years, to 1970-01-01. */
const daysToEpoch = 719_468;

/**
 * Returns the first day of a day's month, both counted since 1970-01-01.
 *
 * Years begin in March here, so that the leap day is the last of its year.
 *
 * @see https://howardhinnant.github.io/date_algorithms.html#civil_from_days
 */
function firstDayOfMonth(day: number): number {
  const dayOfEra = (day + daysToEpoch) % daysPerEra;
  const leapDays =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const year = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  // March to July, and August to December, have 31, 30, 31, 30 and 31 days: 153 in all.
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const daysBeforeMonth = Math.floor((153 * month + 2) / 5);
  return day - (dayOfYear - daysBeforeMonth);
}

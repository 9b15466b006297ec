/*
 * Requests per UTC day, kept like the window's seconds: one counter a day, its slot the day modulo
 * 30. The day of the window's latest second is the latest that the counters know of.
 */

export const usageDays = 30;
const secondsPerDay = 86_400;

/** Days since 1970-01-01 UTC. */
export function dayOf(epochSecond: number): number {
  return Math.floor(epochSecond / secondsPerDay);
}

export function daySlot(day: number): number {
  return day % usageDays;
}

export function firstSecondOf(day: number): number {
  return day * secondsPerDay;
}

/** When the first of the last 30 UTC days began, today included. */
export function firstUsageSecond(nowEpochSeconds: number): number {
  return firstSecondOf(dayOf(nowEpochSeconds) - usageDays + 1);
}

/**
 * The slots of the days after `latestDay` up to `day`, whose counters are of a month earlier. All
 * slots where so much time has passed that nothing is left.
 */
export function staleDaySlots(latestDay: number, day: number): number[] {
  const from = Math.max(latestDay + 1, day - usageDays + 1);
  return Array.from({ length: Math.max(0, day - from + 1) }, (_, index) => daySlot(from + index));
}

/** The part of a key's record that tells of its use. */
export interface UsageRecord {
  readonly dailyRequests: readonly number[];
  readonly window: { readonly second: number };
}

export interface DayCount {
  /** Days since 1970-01-01 UTC. */
  readonly day: number;
  readonly requests: number;
}

/** Admitted requests on each of the last 30 UTC days, today included, oldest first. */
export function requestsPerDay(record: UsageRecord, nowEpochSeconds: number): DayCount[] {
  const latestDay = dayOf(record.window.second);
  const today = Math.max(dayOf(nowEpochSeconds), latestDay);
  return Array.from({ length: usageDays }, (_, index) => {
    const day = today - usageDays + 1 + index;
    // The days after the latest one have counters of a month earlier in their slots.
    return { day, requests: day <= latestDay ? (record.dailyRequests[daySlot(day)] ?? 0) : 0 };
  });
}

export function totalOf(days: readonly DayCount[]): number {
  return days.reduce((total, { requests }) => total + requests, 0);
}

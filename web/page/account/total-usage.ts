import type { Key } from "../api/key.ts";
import type { DayCount } from "../api/usage.ts";

/** Requests of several keys on each of the days that any of them tells of, oldest first. */
export function totalUsage(keys: readonly Key[]): DayCount[] {
  const totals = new Map<string, number>();
  for (const { date, requests } of keys.flatMap(({ usage }) => usage?.days ?? [])) {
    totals.set(date, (totals.get(date) ?? 0) + requests);
  }
  return [...totals]
    .map(([date, requests]) => ({ date, requests }))
    .sort((one, other) => (one.date < other.date ? -1 : 1))
    .slice(-30);
}

export function sumOf(days: readonly DayCount[]): number {
  return days.reduce((sum, { requests }) => sum + requests, 0);
}

/** The day with the most requests, the latest of them; undefined where there were none. */
export function busiestOf(days: readonly DayCount[]): DayCount | undefined {
  return days.reduce<DayCount | undefined>(
    (busiest, day) =>
      day.requests > 0 && day.requests >= (busiest?.requests ?? 0) ? day : busiest,
    undefined,
  );
}

/** Yesterday and today in UTC, which is where the last 24 hours lie. */
export function lastTwoDays(days: readonly DayCount[]): number {
  return sumOf(days.slice(-2));
}

import type { Key } from "../api/key.ts";
import type { KeyRefusals } from "../api/refusals.ts";
import type { DayCount } from "../api/usage.ts";

/** Adds up the requests of several keys per day, oldest day first. */
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

/** Returns the day with the most requests (the latest on a tie), or undefined if there were none. */
export function busiestOf(days: readonly DayCount[]): DayCount | undefined {
  return days.reduce<DayCount | undefined>(
    (busiest, day) =>
      day.requests > 0 && day.requests >= (busiest?.requests ?? 0) ? day : busiest,
    undefined,
  );
}

/** Requests of yesterday and today (UTC), which cover the last 24 hours. */
export function lastTwoDays(days: readonly DayCount[]): number {
  return sumOf(days.slice(-2));
}

/**
 * Returns the requests of each key on each day that has any, as a table. Each reason that a request was
 * refused for has a column.
 */
export function usageTable(
  keys: readonly Key[],
  refusals: readonly KeyRefusals[],
): (string | number)[][] {
  const refusalsOf = new Map(refusals.map(({ keyId, days }) => [keyId, days]));
  const all = refusals.flatMap(({ days }) => days.flatMap(({ reasons }) => reasons));
  const columns = [...new Set(all.map(([reason]) => reason))].sort();
  const rows = keys.flatMap(({ id, name, environment, usage }) =>
    (usage?.days ?? []).flatMap(({ date, requests }) => {
      const day = refusalsOf.get(id)?.find((one) => one.date === date);
      const refused = new Map(day?.reasons);
      if (requests === 0 && refused.size === 0) return [];
      const counts = columns.map((reason) => refused.get(reason) ?? 0);
      return [[date, id, name, environment, requests, ...counts]];
    }),
  );
  const refused = columns.map((reason) => `refused_${reason}`);
  return [["date_utc", "key_id", "key_name", "environment", "requests", ...refused], ...rows];
}

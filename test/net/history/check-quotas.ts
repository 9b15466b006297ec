import type { History, Interval, Violation } from "./exchange.ts";
import { isOverlapping } from "./exchange.ts";
import { keyRegister, registersOf } from "./registers.ts";
import { greatestCount, type Use as RecordedUse, usesOf } from "./uses.ts";

/** Its times are those of the clock that judged it. */
type Use = Omit<RecordedUse, "clock">;

/** The part of a time in RFC 3339 that names its period. */
const nameLengths = { day: 10, month: 7, total: 0 } as const;
type Period = keyof typeof nameLengths;
const periods: readonly Period[] = ["day", "month", "total"];

/**
 * I11: no more than a quota is admitted in a UTC day, a month or in total, and no
 * request is refused for a quota unless one of them may have been used up in that very period.
 */
export function checkQuotas(history: History): Violation[] {
  const uses = usesOf(history).map(({ clock, ...use }): Use => ({ ...use, ...clock }));
  return uses.flatMap((use) => {
    if (use.verdict !== "admitted" && use.verdict !== "over-quota") return [];
    const quotas = quotasOf(use, history);
    const others = uses.filter(({ keyId }) => keyId === use.keyId);
    const isOver = use.verdict === "over-quota";
    const exceeded = periods.filter((period) => {
      const values = quotas.map((each) => Number(each[period] ?? Infinity));
      return isOver
        ? greatestUnits(use, others, period, history) + use.cost > Math.min(...values)
        : surelyUsed(use, others, period, history) > Math.max(...values);
    });
    if (isOver === exceeded.length > 0 || quotas.length === 0) return [];
    const what = isOver ? "refused for a quota that had room" : `admitted above ${exceeded}`;
    const message = `a use of key ${use.keyId} was ${what}`;
    return [{ invariant: "I11", message, exchanges: [use.call.exchange] }];
  });
}

/** What the key's quotas may be during a request. */
function quotasOf(use: Use, history: History): Partial<Record<Period, unknown>>[] {
  const writes = registersOf(history).possible(keyRegister(use.keyId, "quotas"), use);
  const values = writes.map(({ value }) => value ?? {});
  return values.every((value) => typeof value === "object") ? values.map(Object) : [];
}

/** The names of the periods that an interval touches. */
function namesOf({ startMs, endMs }: Interval, period: Period): string[] {
  return [startMs, endMs].map((atMs) => new Date(atMs).toISOString().slice(0, nameLengths[period]));
}

function greatestUnits(
  use: Use,
  others: readonly Use[],
  period: Period,
  { disturbances }: History,
): number {
  const names = namesOf(use, period);
  const counted = others.map((other) => {
    const isBefore = other !== use && other.startMs <= use.endMs;
    if (!isBefore || !namesOf(other, period).some((name) => names.includes(name))) return 0;
    const mayBeRepeated = disturbances.some((each) => isOverlapping(each, other));
    return greatestCount(other.verdict, mayBeRepeated) * other.cost;
  });
  return counted.reduce((total, units) => total + units, 0);
}

/**
 * Units up to an admitted request, its own included, that were all counted in one period. What was
 * used before a quota was set does not count.
 */
function surelyUsed(use: Use, others: readonly Use[], period: Period, history: History): number {
  const writes = registersOf(history).possible(keyRegister(use.keyId, "quotas"), use);
  const setMs = Math.max(...writes.map(({ endMs }) => endMs));
  const [name, end] = namesOf(use, period);
  if (name !== end) return 0;
  const counted = others.filter(
    (other) =>
      other.verdict === "admitted" &&
      other.startMs >= setMs &&
      other.endMs <= use.endMs &&
      namesOf(other, period).every((each) => each === name),
  );
  return counted.reduce((total, { cost }) => total + cost, 0);
}

import type { Interval } from "../history/exchange.ts";

/** Units that were counted within an interval; under faults it is not known how many. */
export interface Counted extends Interval {
  readonly atLeast: number;
  readonly atMost: number;
}

/** How many requests of one cost fit. */
export interface Room {
  readonly atLeast: number;
  readonly atMost: number;
}

export type Quotas = Readonly<Record<string, number>>;

/** How much of a time in RFC 3339 names its period. */
const nameLengths: Readonly<Record<string, number>> = { day: 10, month: 7, total: 0 };

/** The quotas of a key and what is counted in each since it was set. */
export class OracleQuotas {
  values: Quotas | null = null;
  #counted = new Map<string, Counted[]>();

  /** A quota that stays keeps its count, whatever its value; one that comes begins at none. */
  replace(values: Quotas | null): void {
    const names = Object.keys(values ?? {});
    this.#counted = new Map(names.map((name) => [name, this.#counted.get(name) ?? []]));
    this.values = values;
  }

  count(counted: Counted): void {
    for (const all of this.#counted.values()) all.push(counted);
  }

  /** How many of some uses at once fit, by the quotas alone. */
  room(cost: number, at: Interval): Room {
    const rooms = Object.entries(this.values ?? {}).map(([period, quota]) => {
      const [first, last] = namesOf(at, period);
      const counted = this.#counted.get(period) ?? [];
      const sum = (units: number[]) => units.reduce((total, each) => total + each, 0);
      const possibly = counted
        .filter((one) => namesOf(one, period).some((name) => name === first || name === last))
        .map(({ atMost }) => atMost);
      const surely = counted
        .filter((one) => [first, last, ...namesOf(one, period)].every((name) => name === first))
        .map(({ atLeast }) => atLeast);
      return {
        atLeast: Math.max(0, Math.floor((quota - sum(possibly)) / cost)),
        atMost: Math.max(0, Math.floor((quota - sum(surely)) / cost)),
      };
    });
    return {
      atLeast: Math.min(...rooms.map(({ atLeast }) => atLeast)),
      atMost: Math.min(...rooms.map(({ atMost }) => atMost)),
    };
  }
}

/** The names of the periods in which an interval begins and ends. */
function namesOf({ startMs, endMs }: Interval, period: string): string[] {
  return [startMs, endMs].map((ms) => new Date(ms).toISOString().slice(0, nameLengths[period]));
}

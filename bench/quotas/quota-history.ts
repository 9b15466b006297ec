import { type Quotas, quotaPeriods } from "../../core/key/quotas.ts";
import { sum } from "../harness/statistics.ts";

/** A request of a key with quotas, as its caller saw it. */
export interface QuotaUse {
  readonly cost: number;
  readonly kind: "admitted" | "over-quota" | "other";
  /** A second of the periods that the answer speaks of. */
  readonly second: number;
  /** Places in the order of everything that began or ended in the run. */
  readonly began: number;
  readonly ended: number;
}

/** The most units admitted in any period, as a share of its quota. */
export function fullestShare(uses: readonly QuotaUse[], quotas: Quotas): number {
  const shares = quotaPeriods.map((period) => {
    const units = new Map<string, number>();
    for (const { kind, cost, second } of uses) {
      const name = periodNames[period](second);
      if (kind === "admitted") units.set(name, (units.get(name) ?? 0) + cost);
    }
    return Math.max(0, ...units.values()) / (quotas[period] ?? Infinity);
  });
  return Math.max(...shares);
}

/**
 * Refusals for which every quota had room, and answers that the run does not expect. What began
 * before a refusal was answered may be what it was refused for.
 */
export function wrongAnswers(uses: readonly QuotaUse[], quotas: Quotas): number {
  const admitted = uses.filter(({ kind }) => kind === "admitted");
  return uses.filter(({ kind, cost, second, ended }) => {
    if (kind !== "over-quota") return kind === "other";
    return quotaPeriods.every((period) => {
      const nameOf = periodNames[period];
      const before = admitted.filter(
        (use) => use.began < ended && nameOf(use.second) === nameOf(second),
      );
      return sum(before.map((use) => use.cost)) + cost <= (quotas[period] ?? Infinity);
    });
  }).length;
}

/** By the calendar of `Date`, and not by the product's arithmetic. */
const periodNames = {
  day: (second: number) => isoTime(second).slice(0, 10),
  month: (second: number) => isoTime(second).slice(0, 7),
  total: () => "",
};

function isoTime(second: number): string {
  return new Date(second * 1000).toISOString();
}

import type { PlanRules } from "../../../core/account/plan.ts";
import type { Config } from "../../../core/config/config.ts";
import { type QuotaPeriod, type Quotas, quotaPeriods } from "../../../core/key/quotas.ts";
import { count, counted } from "../format/numbers.ts";
import type { Most } from "./key-form.ts";

export const quotaNames: Readonly<Record<QuotaPeriod, string>> = {
  day: "Per day",
  month: "Per month",
  total: "In total",
};

/** `1,000 per day, 20,000 per month` */
export function quotaWords(quotas: Readonly<Record<string, unknown>>): string {
  return quotaPeriods
    .flatMap((period) => {
      const quota = quotas[period];
      return typeof quota === "number"
        ? [`${count(quota)} ${quotaNames[period].toLowerCase()}`]
        : [];
    })
    .join(", ");
}

/** The labels of scopes; the name of one that is no longer configured. */
export function scopeWords(names: readonly string[], scopes: Config["scopes"]): string {
  return names.map((name) => scopes[name]?.label ?? name).join(", ") || "None";
}

/** `2 scopes, 1 address, 3 quotas`; empty without restrictions. */
export function restrictionSummary(
  scopes: readonly string[] | null | undefined,
  allowedIps: readonly string[] | null | undefined,
  quotas: Quotas | null | undefined,
): string {
  return [
    scopes && counted(scopes.length, "scope"),
    allowedIps && counted(allowedIps.length, "address", "addresses"),
    quotas && counted(Object.keys(quotas).length, "quota"),
  ]
    .filter(Boolean)
    .join(", ");
}

/** The greatest cost of a route, in units; 1 if every request counts the same. */
export function greatestCost({ routes }: Pick<Config, "routes">): number {
  return Math.max(1, ...Object.values(routes).map(({ cost = 1 }) => cost));
}

/** What limits and quotas count. */
export function unitOf(config: Pick<Config, "routes">): string {
  return greatestCost(config) > 1 ? "units" : "requests";
}

/** Explains units; empty if every request counts the same. */
export function costHint(config: Pick<Config, "routes">): string {
  const cost = greatestCost(config);
  return cost > 1
    ? ` Counted in units: a request counts the cost of its route, up to ${count(cost)}.`
    : "";
}

/** Says what a key's limit may be; operators may go beyond the plan. */
export function limitHint(plan: PlanRules, most: Most, label: string): string {
  const { limitPerMinute: greatest } = most;
  return greatest > plan.limitPerMinute
    ? `1 to ${count(greatest)}. The ${label} plan has ${count(plan.limitPerMinute)}.`
    : `1 to ${greatest} on the ${label} plan.`;
}

import { quotaPeriods } from "../../core/key/quotas.ts";
import type { ApiKey, QuotaStates } from "../api/objects.ts";

const inPeriod = { day: "per day", month: "per month", total: "in total" } as const;

/** `models:read, account:read` */
export function scopesText({ scopes }: Pick<ApiKey, "scopes">): string {
  if (!scopes) return "all";
  return scopes.join(", ") || "none: only routes that want no scope";
}

export function addressesText({ allowed_ips }: Pick<ApiKey, "allowed_ips">): string {
  return allowed_ips?.join(", ") ?? "any";
}

/** `1000 per day`, and what is used and left if the API was asked for the usage. */
export function quotasText({ quotas, usage }: Pick<ApiKey, "quotas" | "usage">): string {
  if (usage?.quotas) return quotaStatesText(usage.quotas);
  const texts = quotaPeriods.flatMap((period) => {
    const units = quotas?.[period];
    return units === undefined ? [] : [`${units} ${inPeriod[period]}`];
  });
  return texts.join(", ") || "none";
}

/** `1000 per day (2 used, 998 left until 2026-11-23T00:00:00Z)` */
export function quotaStatesText(states: QuotaStates): string {
  const texts = quotaPeriods.flatMap((period) => {
    const state = states[period];
    if (!state) return [];
    const { quota, used, remaining, resets_at } = state;
    const until = resets_at === null ? "" : ` until ${resets_at}`;
    return [`${quota} ${inPeriod[period]} (${used} used, ${remaining} left${until})`];
  });
  return texts.join(", ");
}

/** Shows all restrictions in one cell: `2 scopes, 1 address, 998 left of 1000 per day`. */
export function restrictionsText({ scopes, allowed_ips, quotas, usage }: ApiKey): string {
  const parts = [
    ...(scopes ? [counted(scopes.length, "scope", "scopes")] : []),
    ...(allowed_ips ? [counted(allowed_ips.length, "address", "addresses")] : []),
    ...quotaPeriods.flatMap((period) => {
      const units = quotas?.[period];
      if (units === undefined) return [];
      const left = usage?.quotas?.[period]?.remaining;
      const of = left === undefined ? String(units) : `${left} left of ${units}`;
      return [`${of} ${inPeriod[period]}`];
    }),
  ];
  return parts.join(", ") || "–";
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

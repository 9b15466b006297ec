import type { ForbiddenReason, InvalidReason, LimitedVerdict } from "./verdict.ts";

/** Why a request was refused, as the access log has it. */
export type RefusalReason =
  | InvalidReason
  | ForbiddenReason
  | LimitedVerdict["reason"]
  | "unavailable"
  | "missing_token";

/** A request refused for one of these names no key that exists. */
export type AnonymousReason = "malformed" | "unknown" | "missing_token";

export type CountedReason = Exclude<RefusalReason, AnonymousReason>;

/** Reasons by which a key's refusals are counted. */
export const countedReasons = Object.keys({
  checksum: true,
  wrong_secret: true,
  superseded: true,
  paused: true,
  expired: true,
  revoked: true,
  suspended: true,
  plan: true,
  address: true,
  scope: true,
  cost: true,
  limit: true,
  quota: true,
  unavailable: true,
} satisfies Record<CountedReason, true>);

/** How often, by reason; a reason that did not occur is left out. */
export type RefusalCounts = Readonly<Record<string, number>>;

/** The refusals of one key on one UTC day, `2026-11-28`. */
export interface RefusalsOfDay {
  readonly keyId: string;
  readonly date: string;
  readonly counts: RefusalCounts;
}

/** Adds up the days of several keys, oldest first. */
export function refusalsByDay(
  refusals: readonly RefusalsOfDay[],
): Pick<RefusalsOfDay, "date" | "counts">[] {
  const byDate = new Map<string, Record<string, number>>();
  for (const { date, counts } of refusals) {
    const sums = byDate.get(date) ?? {};
    for (const [reason, count] of Object.entries(counts)) {
      sums[reason] = (sums[reason] ?? 0) + count;
    }
    byDate.set(date, sums);
  }
  return [...byDate].sort().map(([date, counts]) => ({ date, counts }));
}

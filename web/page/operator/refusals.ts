import { Fields } from "../api/fields.ts";

/** The refusals of one UTC day. */
export interface RefusalsOfDay {
  readonly date: string;
  /** Reasons and how often each occurred. */
  readonly counts: readonly (readonly [string, number])[];
}

export function parseRefusals(fields: Fields): RefusalsOfDay[] {
  return fields.list("days", (entry) => {
    const day = new Fields(entry);
    const reasons = day.object("reasons");
    return {
      date: day.text("date"),
      counts: reasons.names().map((reason) => [reason, reasons.integer(reason)] as const),
    };
  });
}

/** How often each reason occurred on all days, the most frequent first. */
export function totalsOf(days: readonly RefusalsOfDay[]): (readonly [string, number])[] {
  const totals = new Map<string, number>();
  for (const { counts } of days) {
    for (const [reason, times] of counts) totals.set(reason, (totals.get(reason) ?? 0) + times);
  }
  return [...totals].sort(([, one], [, other]) => other - one);
}

import { type RefusalsOfDay, refusalsByDay } from "../../core/admission/refusal-counts.ts";

/**
 * Refusals by UTC day and reason, oldest first; days without any are left out. They are counted from the
 * access log, which lags by seconds and may miss some.
 */
export function refusalsObject(refusals: readonly RefusalsOfDay[]) {
  return {
    counted_from: "access_log",
    days: refusalsByDay(refusals).map(({ date, counts }) => ({ date, reasons: counts })),
  } as const;
}

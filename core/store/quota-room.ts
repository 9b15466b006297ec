import type { AdmissionAttempt } from "../admission/admission.ts";
import { isSamePeriod } from "../key/quota-period.ts";
import { quotaPeriods, usedAttributes } from "../key/quotas.ts";
import type { Update } from "./update.ts";

/**
 * Requires that every quota has room for the request, and counts it there. The condition on the rules
 * pins the quotas, and that on the window pins the second before, whose periods the counters speak of:
 * in a new period a counter starts again.
 */
export function takeQuotaRoom(update: Update, attempt: AdmissionAttempt): void {
  const { quotas, cost, second, expectedItem, isOptimisticJoin } = attempt;
  if (!quotas || !expectedItem) return;
  for (const period of quotaPeriods) {
    const quota = quotas[period];
    if (quota === undefined) continue;
    const used = usedAttributes[period];
    // Whoever began a second that is joined has also begun its periods.
    if (isOptimisticJoin || isSamePeriod(period, expectedItem.window.second, second)) {
      update.when(`${used} <= :most_${period}`);
      update.set(`${used} = ${used} + :cost`);
      update.let(`:most_${period}`, quota - cost);
    } else {
      update.set(`${used} = :cost`);
    }
  }
}

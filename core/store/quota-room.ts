import type { AdmissionAttempt } from "../admission/admission.ts";
import { isSamePeriod } from "../key/quota-period.ts";
import { quotaPeriods, usedAttributes } from "../key/quotas.ts";
import { type Clauses, number, type Values } from "./clauses.ts";

const none: Clauses = { conditions: [], assignments: [], values: {} };

/**
 * Every quota has room for the request, which is counted. The clauses of the rules pin the quotas,
 * and those of the window pin the second before, whose periods the counters speak of: in a new
 * period a counter starts again.
 */
export function quotaRoom(attempt: AdmissionAttempt): Clauses {
  const { quotas, cost, second, expectedItem, isOptimisticJoin } = attempt;
  if (!quotas || !expectedItem) return none;
  const conditions: string[] = [];
  const assignments: string[] = [];
  const values: Values = {};
  for (const period of quotaPeriods) {
    const quota = quotas[period];
    if (quota === undefined) continue;
    const used = usedAttributes[period];
    // Whoever began a second that is joined has also begun its periods.
    if (isOptimisticJoin || isSamePeriod(period, expectedItem.window.second, second)) {
      const most = `:most_${period}`;
      conditions.push(`${used} <= ${most}`);
      assignments.push(`${used} = ${used} + :cost`);
      values[most] = number(quota - cost);
    } else {
      assignments.push(`${used} = :cost`);
    }
  }
  return { conditions, assignments, values };
}

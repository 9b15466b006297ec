import { greatestAuditDays } from "./config/values.ts";
import { type ReadContext, textFrom } from "./context.ts";

/**
 * Reads `-c auditRetentionDays=…`, how long audit events are kept.
 *
 * @param configured what holds if the flag is not given
 * @throws Error in one line that names the flag
 */
export function parseAuditRetentionDays(
  readContext: ReadContext,
  configured?: number,
): number | undefined {
  const text = textFrom(readContext, "auditRetentionDays");
  if (text === undefined) return configured;
  const days = /^[1-9][0-9]{0,3}$/.test(text) ? Number(text) : Number.NaN;
  if (days <= greatestAuditDays) return days;
  throw new Error(
    `-c auditRetentionDays=… must be a whole number of days from 1 to ${greatestAuditDays}`,
  );
}

import { type ReadContext, textFrom } from "./context.ts";

const greatestDays = 3650;

/**
 * Reads `-c auditRetentionDays=…`, how long audit events are kept.
 *
 * @returns undefined where it is not given: then the functions' own default holds
 * @throws Error in one line that names the flag
 */
export function parseAuditRetentionDays(readContext: ReadContext): number | undefined {
  const text = textFrom(readContext, "auditRetentionDays");
  if (text === undefined) return undefined;
  const days = /^[1-9][0-9]{0,3}$/.test(text) ? Number(text) : Number.NaN;
  if (days <= greatestDays) return days;
  throw new Error(
    `-c auditRetentionDays=… must be a whole number of days from 1 to ${greatestDays}`,
  );
}

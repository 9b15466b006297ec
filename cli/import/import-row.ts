import * as z from "zod";
import { accountIdRule, isAccountId } from "../../core/account/account-record.ts";

const optional = z
  .string()
  .optional()
  .transform((text) => text || undefined);

/**
 * One key to import, with values as the API expects them. This checks only what cannot be sent; the API
 * checks the rest. The digest is checked so that a key put there by mistake never leaves this
 * machine.
 */
const row = z.object({
  account_id: z.string().refine(isAccountId, accountIdRule),
  name: z.string(),
  sha256: z
    .string()
    .regex(/^[0-9A-Fa-f]{64}$/, "must be 64 hexadecimal digits")
    .toLowerCase(),
  expires_at: optional,
  rate_limit_per_minute: z
    .string()
    .regex(/^\d{0,9}$/, "must be an integer")
    .optional()
    .transform((text) => (text ? Number(text) : undefined)),
  environment: optional,
});

export type ImportRow = z.output<typeof row>;

/** @returns the row, or its errors as `field: rule`, without the values */
export function parseRow(record: Readonly<Record<string, string>>): ImportRow | { error: string } {
  const parsed = row.safeParse(record);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return { error: faults.join("; ") };
}

import * as z from "zod";
import { accountIdRule, isAccountId } from "../../core/account/account-rules.ts";

const optional = z
  .string()
  .optional()
  .transform((text) => text || undefined);

const integer = z
  .string()
  .regex(/^\d{0,15}$/, "must be an integer")
  .optional()
  .transform((text) => (text ? Number(text) : undefined));

/** Values separated by spaces. */
const values = z
  .string()
  .optional()
  .transform((text) => text?.match(/\S+/g) ?? undefined);

/**
 * One key to import, with values as the API expects them. This checks only what cannot be sent; the API
 * checks the rest. The digest is checked so that a key put there by mistake never leaves this
 * machine.
 */
const row = z
  .object({
    account_id: z.string().refine(isAccountId, accountIdRule),
    name: z.string(),
    sha256: z
      .string()
      .regex(/^[0-9A-Fa-f]{64}$/, "must be 64 hexadecimal digits")
      .toLowerCase(),
    expires_at: optional,
    rate_limit_per_minute: integer,
    environment: optional,
    scopes: values,
    allowed_ips: values,
    quota_day: integer,
    quota_month: integer,
    quota_total: integer,
  })
  .transform(({ quota_day: day, quota_month: month, quota_total: total, ...rest }) => {
    const isLimited = day !== undefined || month !== undefined || total !== undefined;
    return { ...rest, quotas: isLimited ? { day, month, total } : undefined };
  });

export type ImportRow = z.output<typeof row>;

/** @returns the row, or its errors as `field: rule`, without the values */
export function parseRow(record: Readonly<Record<string, string>>): ImportRow | { error: string } {
  const parsed = row.safeParse(record);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return { error: faults.join("; ") };
}

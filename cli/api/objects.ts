import * as z from "zod";

/*
 * The fields of the management API's objects that are shown in words of their own. A single object
 * shows its others under their names, and with `--json` objects are printed unchanged.
 */

const time = z.string();
const actor = z.object({ type: z.string(), subject: z.string().nullable() });

/** The value of each quota of a key. */
function byPeriod<T extends z.ZodType>(value: T) {
  return z.object({ day: value.optional(), month: value.optional(), total: value.optional() });
}

export const quotaStates = byPeriod(
  z.object({
    quota: z.number(),
    used: z.number(),
    remaining: z.number(),
    resets_at: time.nullable(),
  }),
);

const refusals = z.looseObject({
  days: z.array(z.object({ date: z.string(), reasons: z.record(z.string(), z.number()) })),
});

export const account = z.looseObject({
  account_id: z.string(),
  name: z.string().nullable(),
  contact_email: z.string().nullable().default(null),
  plan: z.string(),
  is_suspended: z.boolean().default(false),
  max_active_keys: z.number(),
  metadata: z.record(z.string(), z.string()).default({}),
  api_keys: z.object({ active: z.number() }),
  created_at: time,
  updated_at: time,
  refusals: refusals.optional(),
});

export const apiKey = z.looseObject({
  id: z.string(),
  account_id: z.string(),
  name: z.string(),
  key_prefix: z.string(),
  environment: z.string(),
  note: z.string().nullable().default(null),
  metadata: z.record(z.string(), z.string()).default({}),
  created_by: actor.optional(),
  rate_limit_per_minute: z.number(),
  is_active: z.boolean(),
  expires_at: time.nullable(),
  created_at: time,
  updated_at: time,
  revoked_at: time.nullable(),
  last_used_at: time.nullable(),
  previous_secret: z.object({ expires_at: time, last_used_at: time.nullable() }).optional(),
  scopes: z.array(z.string()).nullable().default(null),
  allowed_ips: z.array(z.string()).nullable().default(null),
  quotas: byPeriod(z.number()).nullable().default(null),
  paused_by: actor.nullable().default(null),
  usage: z
    .object({
      total_requests: z.number(),
      total_requests_last_30d: z.number(),
      quotas: quotaStates.nullable().default(null),
    })
    .optional(),
  refusals: refusals.optional(),
  /** Only in the response that creates or rotates the key. */
  key: z.string().optional(),
});

export const auditEvent = z.object({
  id: z.string(),
  action: z.string(),
  created_at: time,
  actor: actor.nullable(),
  account_id: z.string(),
  key_id: z.string().nullable(),
  changes: z.record(z.string(), z.object({ before: z.unknown(), after: z.unknown() })),
  source_ip: z.string().nullable(),
  user_agent: z.string().nullable(),
  request_id: z.string().nullable(),
  /** Only of `key.expiring`. */
  expires_at: time.optional(),
});

export const explanation = z.object({
  key_id: z.string(),
  account_id: z.string().optional(),
  name: z.string().optional(),
  last_used_at: time.nullable().optional(),
  verdict: z.string(),
  status: z.number(),
  error: z.string().nullable(),
  secret_rotated_at: time.nullable().default(null),
  refusals: refusals.optional(),
  checks: z.array(z.looseObject({ check: z.string(), passed: z.boolean() })),
});

export const caller = z.object({
  type: z.string(),
  subject: z.string().nullable(),
  roles: z.array(z.string()),
});

export const list = z.object({ data: z.array(z.unknown()), next_cursor: z.string().nullable() });

export type Refusals = z.infer<typeof refusals>;
export type Account = z.infer<typeof account>;
export type ApiKey = z.infer<typeof apiKey>;
export type QuotaStates = z.infer<typeof quotaStates>;
export type Actor = z.infer<typeof actor>;
export type AuditEvent = z.infer<typeof auditEvent>;
export type Explanation = z.infer<typeof explanation>;

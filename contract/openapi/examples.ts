import type { Plans } from "../../core/account/plan.ts";
import type { Config } from "../../core/config/config.ts";
import { planRefusalOf } from "../../core/config/plan-refusal.ts";
import { errors } from "../../core/errors.ts";
import { keyPrefix } from "../../core/key/api-key.ts";
import { usageDays } from "../../core/key/usage.ts";

/** The first that may call the API; one may, or the configuration would not be valid. */
export function examplePlanOf({ eligible, initial }: Plans): string {
  return eligible[0] ?? initial.name;
}

const createdAt = "2026-11-22T19:30:00Z";
const millisecondsPerDay = 86_400_000;

/**
 * The objects that the document shows. The linter checks each against its schema. Nothing in them
 * may look like a live key to a secret scanner.
 */
export function examplesFor(config: Config) {
  const { plans } = config;
  const plan = examplePlanOf(plans);
  const refusedPlan = plans.names.findLast((name) => !plans.isEligible(name));
  const key_prefix = keyPrefix("3kTMd92x", config.keyPrefix);

  const account = {
    object: "account",
    account_id: "acct_1",
    name: "Example Ltd",
    contact_email: "ops@example.com",
    plan,
    is_suspended: false,
    max_active_keys: plans.rulesOf(plan).keyCap,
    metadata: {},
    api_keys: { active: 1 },
    created_at: createdAt,
    updated_at: createdAt,
  };

  const operator = {
    object: "caller",
    type: "operator",
    account_id: null,
    subject: null,
    roles: ["admin"],
  };

  const support = { ...operator, subject: "auth0|7", roles: ["support"] };

  const user = {
    object: "caller",
    type: "user",
    account_id: "acct_1",
    subject: "auth0|42",
    roles: [],
  };

  const key = {
    object: "api_key",
    id: "3kTMd92x",
    account_id: "acct_1",
    name: "Production server",
    key_prefix,
    environment: "production",
    note: null,
    metadata: {},
    rate_limit_per_minute: 60,
    is_active: true,
    expires_at: null,
    created_at: createdAt,
    created_by: { type: "user", subject: "auth0|42" },
    updated_at: createdAt,
    revoked_at: null,
    last_used_at: null,
    scopes: null,
    allowed_ips: null,
    quotas: null,
    paused_by: null,
  };

  const issuedKey = { ...key, key: `${config.keyPrefix}your_key_here` };

  const pausedKey = {
    ...key,
    is_active: false,
    updated_at: "2026-11-23T08:00:00Z",
    paused_by: { type: "user", subject: "auth0|42" },
  };

  const rotatedKey = {
    ...issuedKey,
    updated_at: "2026-11-23T08:00:00Z",
    last_used_at: "2026-11-23T07:59:58Z",
    previous_secret: { expires_at: "2026-11-24T08:00:00Z", last_used_at: null },
  };

  const revokedKey = {
    ...key,
    is_active: false,
    updated_at: "2026-11-23T08:00:00Z",
    revoked_at: "2026-11-23T08:00:00Z",
  };

  /** A key with a quota that was made on the last of the days and used twice on it. */
  const usedKey = {
    ...key,
    last_used_at: "2026-11-22T20:00:00Z",
    quotas: { day: 1_000 },
    usage: {
      total_requests: 2,
      total_requests_last_30d: 2,
      requests_per_day: Array.from({ length: usageDays }, (_, index) => {
        const day = Date.parse(createdAt) - (usageDays - 1 - index) * millisecondsPerDay;
        return {
          date: new Date(day).toISOString().slice(0, 10),
          requests: index === usageDays - 1 ? 2 : 0,
        };
      }),
      quotas: {
        day: { quota: 1_000, used: 2, remaining: 998, resets_at: "2026-11-23T00:00:00Z" },
      },
    },
  };

  const refusals = {
    counted_from: "access_log",
    days: [{ date: "2026-11-22", reasons: { superseded: 12, limit: 3 } }],
  };

  const refusedKey = { ...key, refusals };

  const event = {
    object: "event",
    id: "01KAPQY5S0ZJ6V3C9T1R8W4XEB",
    action: "key.updated",
    created_at: "2026-11-23T08:00:00Z",
    sequence: 1_795_420_800_412,
    actor: { type: "user", subject: "auth0|42" },
    account_id: "acct_1",
    key_id: "3kTMd92x",
    changes: {
      is_active: { before: true, after: false },
      paused_by: { before: null, after: { type: "user", subject: "auth0|42" } },
    },
    source_ip: "203.0.113.7",
    user_agent: "curl/8.5.0",
    request_id: "1b7c9a52-3a5e-4f0c-9f57-0d5f4a1f6e21",
  };

  const callerAccount = {
    object: "account",
    account_id: "acct_1",
    subscription: plan,
    key: {
      id: "3kTMd92x",
      name: "Production server",
      key_prefix,
      expires_at: null,
      rate_limit_per_minute: 60,
      scopes: null,
    },
    usage: { total_requests_last_30d: 2 },
    api_keys: { active: 1 },
  };

  const verification = {
    object: "verification",
    account_id: "acct_1",
    plan,
    key_id: "3kTMd92x",
    remaining: 59,
  };

  const explanation = {
    object: "explanation",
    key_id: "3kTMd92x",
    account_id: "acct_1",
    name: "Production server",
    last_used_at: null,
    verdict: "ineligible",
    status: errors.ineligiblePlan.status,
    error: planRefusalOf(config).message,
    secret_rotated_at: null,
    checks: [
      { check: "not_revoked", passed: true, revoked_at: null },
      { check: "not_paused", passed: true, is_active: true },
      { check: "not_expired", passed: true, expires_at: null },
      { check: "account_not_suspended", passed: true },
      {
        check: "plan_eligible",
        passed: false,
        plan: refusedPlan ?? "former_plan",
        eligible_plans: [...plans.eligible],
      },
      { check: "address_allowed", passed: true, ip: null, allowed_ips: null },
      { check: "scope_granted", passed: true, scope: null, scopes: null },
      { check: "cost_payable", passed: true, cost: 1 },
      {
        check: "within_limit",
        passed: true,
        rate_limit_per_minute: 30,
        admitted_in_window: 0,
        remaining: 30,
        resets_at: "2026-11-22T19:30:00Z",
      },
      { check: "within_quotas", passed: true, quotas: null },
    ],
  };

  const loggedRequest = {
    object: "request",
    request_id: "4ecac762-3c6f-4861-9705-91cdc4885d50",
    created_at: "2026-11-22T22:28:38.174Z",
    source_ip: "203.0.113.7",
    method: "GET",
    resource: "/v1/models",
    status: errors.invalidKey.status,
    response_type: "ACCESS_DENIED",
    verdict: "invalid",
    reason: "superseded",
    key_id: "3kTMd92x",
    account_id: "acct_1",
  };

  const health = {
    object: "health",
    status: "failing",
    parts: [
      { part: "table", status: "ok", duration_ms: 9, fault: null },
      { part: "pepper_secret", status: "ok", duration_ms: 31, fault: null },
      { part: "origin_secret", status: "ok", duration_ms: 24, fault: null },
      { part: "operator_token_secret", status: "ok", duration_ms: 26, fault: null },
      { part: "access_log", status: "ok", duration_ms: 80, fault: null },
      { part: "issuer", status: "failing", duration_ms: 2000, fault: "DeadlineError" },
    ],
    pepper: { active: "v2", versions: ["v1", "v2"] },
  };

  return {
    account,
    operator,
    support,
    user,
    key,
    issuedKey,
    pausedKey,
    rotatedKey,
    revokedKey,
    usedKey,
    refusedKey,
    refusedAccount: { ...account, refusals },
    event,
    callerAccount,
    verification,
    explanation,
    loggedRequest,
    health,
  } as const;
}

export type Examples = ReturnType<typeof examplesFor>;

/** One page that is also the last. */
export function exampleList(...data: readonly object[]): object {
  return { object: "list", data, next_cursor: null };
}

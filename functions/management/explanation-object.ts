import { createAddressList } from "../../core/admission/address-list.ts";
import {
  allowanceOf,
  isPayable,
  type Judged,
  type KeyState,
  stateOf,
} from "../../core/admission/judge.ts";
import { refusalOf } from "../../core/admission/refusal.ts";
import { admittedCount, currentSecond } from "../../core/admission/rolling-window.ts";
import type { ApiError } from "../../core/api-errors.ts";
import { config } from "../../core/config/process-config.ts";
import { errors } from "../../core/errors.ts";
import { lastUsedAt } from "../../core/key/key-record.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import { rfc3339, rfc3339OrNull } from "../../core/time/rfc3339.ts";
import { quotasObject } from "./quotas-object.ts";

/** The request to explain. */
export interface ExplainedRequest {
  /** The caller's address; undefined is taken for one that is allowed. */
  readonly ip?: string | undefined;
  /** The scope that the route wants; undefined if it wants none. */
  readonly scope?: string | undefined;
  readonly cost: number;
}

/** The verdicts in the words of the API. */
const verdicts = {
  revoked: "invalid",
  paused: "invalid",
  expired: "invalid",
  suspended: "forbidden",
  plan: "ineligible",
  address: "forbidden",
  scope: "forbidden",
  cost: "forbidden",
  full: "limited",
  "over-quota": "limited",
  admissible: "admitted",
} as const satisfies Record<KeyState, string>;

/** Says how a request with this key would be judged now, and why. */
export function explanation(key: ManagedKey, request: ExplainedRequest, nowEpochMs: number) {
  const second = currentSecond(key.window, nowEpochMs);
  const judged = judgedOf(key, request);
  const state = stateOf(key, judged, second, nowEpochMs, config.plans);
  const error = refusalIn(state, request);
  return {
    object: "explanation",
    key_id: key.id,
    account_id: key.accountId,
    name: key.name,
    last_used_at: rfc3339OrNull(lastUsedAt(key)),
    verdict: verdicts[state],
    status: error?.status ?? 200,
    error: error?.message ?? null,
    secret_rotated_at: rfc3339OrNull(key.rotatedAt),
    checks: checksOf(key, request, judged, second, nowEpochMs),
  } as const;
}

/** Returns the error that the caller would get; undefined if the request would be admitted. */
function refusalIn(state: KeyState, { scope }: ExplainedRequest): ApiError | undefined {
  const texts = { scope, planRefusal: config.planRefusal };
  switch (state) {
    case "admissible":
      return undefined;
    case "revoked":
    case "paused":
    case "expired":
      return errors.invalidKey;
    case "full":
      return refusalOf({ kind: "limited", reason: "limit" }, texts);
    case "over-quota":
      return refusalOf({ kind: "limited", reason: "quota" }, texts);
    default:
      return refusalOf({ kind: "forbidden", reason: state }, texts);
  }
}

function judgedOf(key: ManagedKey, { ip, scope, cost }: ExplainedRequest): Judged {
  const { policyVersion, scopes, allowedIps, quotas } = key;
  return {
    cost,
    scope,
    rules: policyVersion === undefined ? undefined : { version: policyVersion, scopes, quotas },
    isAddressAllowed: ip === undefined || !allowedIps || createAddressList(allowedIps)(ip),
  };
}

/** In the order in which they are made; the first that does not pass decides. */
function checksOf(
  key: ManagedKey,
  { ip, scope, cost }: ExplainedRequest,
  judged: Judged,
  second: number,
  nowEpochMs: number,
) {
  const { limit, remaining, quotas, resetAtEpochSeconds } = allowanceOf(
    key,
    judged.rules,
    second,
    nowEpochMs,
  );
  const { expiresAt, revokedAt } = key;
  return [
    {
      check: "not_revoked",
      passed: revokedAt === undefined,
      revoked_at: rfc3339OrNull(revokedAt),
    },
    {
      check: "not_paused",
      // A revoked key is inactive too, but for the reason above.
      passed: key.isActive || revokedAt !== undefined,
      is_active: key.isActive,
    },
    {
      check: "not_expired",
      passed: expiresAt === undefined || nowEpochMs / 1000 < expiresAt,
      expires_at: rfc3339OrNull(expiresAt),
    },
    { check: "account_not_suspended", passed: !key.isSuspended },
    {
      check: "plan_eligible",
      passed: config.plans.isEligible(key.plan),
      plan: key.plan,
      eligible_plans: config.plans.eligible,
    },
    {
      check: "address_allowed",
      passed: judged.isAddressAllowed,
      ip: ip ?? null,
      allowed_ips: key.allowedIps ?? null,
    },
    {
      check: "scope_granted",
      passed: scope === undefined || !key.scopes || key.scopes.includes(scope),
      scope: scope ?? null,
      scopes: key.scopes ?? null,
    },
    { check: "cost_payable", passed: isPayable(key, judged), cost },
    {
      check: "within_limit",
      passed: remaining >= cost,
      rate_limit_per_minute: limit,
      admitted_in_window: admittedCount(key.window, second),
      remaining,
      resets_at: rfc3339(resetAtEpochSeconds),
    },
    {
      check: "within_quotas",
      passed: quotas.every((quota) => quota.remaining >= cost),
      quotas: quotasObject(key, second),
    },
  ] as const;
}

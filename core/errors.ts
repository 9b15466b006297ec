import {
  accountSuspended,
  addressNotAllowed,
  costTooHigh,
  ineligiblePlan,
  insufficientScope,
  invalidCredentials,
  invalidKey,
  invalidParameter,
  missingToken,
  type PublicError,
  quotaExceeded,
  rateLimitExceeded,
  unavailable,
} from "./api-errors.ts";

/** A request that is refused. It is a value, since only faults are thrown. */
export interface Denial {
  readonly kind: "denied";
  readonly error: PublicError;
}

export function deny(error: PublicError): Denial {
  return { kind: "denied", error };
}

export function isDenial(outcome: unknown): outcome is Denial {
  return (
    typeof outcome === "object" &&
    outcome !== null &&
    "kind" in outcome &&
    outcome.kind === "denied"
  );
}

/** Names each field at fault and its rule, such as `name: must be 1 to 100 characters`. */
export function invalidFields(
  fields: Readonly<Record<string, string>>,
  message = Object.entries(fields)
    .map(([field, rule]) => `${field}: ${rule}`)
    .join("; "),
): PublicError {
  return { ...errors.invalidFields, message, fields };
}

/** Every error there is, whether a function answers it or, by the stack, the gateway. */
export const errors = {
  invalidFields: {
    status: 400,
    code: "invalid_fields",
    message: "A field does not fit its rule",
  },
  invalidParameter: { ...invalidParameter, code: "invalid_parameter" },
  badRequest: { status: 400, code: "bad_request", message: "Bad request" },
  missingToken,
  invalidKey,
  invalidCredentials,
  ineligiblePlan: { ...ineligiblePlan, code: "ineligible_plan" },
  accountSuspended: { ...accountSuspended, code: "account_suspended" },
  addressNotAllowed: { ...addressNotAllowed, code: "address_not_allowed" },
  insufficientScope: { ...insufficientScope, code: "insufficient_scope" },
  costTooHigh: { ...costTooHigh, code: "cost_too_high" },
  forbidden: { status: 403, code: "forbidden", message: "Forbidden" },
  operatorRequired: {
    status: 403,
    code: "operator_required",
    message: "Operator credential required",
  },
  roleRequired: {
    status: 403,
    code: "role_required",
    message: "Operator role admin required",
  },
  notFound: { status: 404, code: "not_found", message: "Not found" },
  accountNotFound: { status: 404, code: "account_not_found", message: "Account not found" },
  keyNotFound: { status: 404, code: "key_not_found", message: "API key not found" },
  requestNotFound: {
    status: 404,
    code: "request_not_found",
    message: "Request is not in the access log of these hours",
  },
  methodNotAllowed: { status: 405, code: "method_not_allowed", message: "Method not allowed" },
  activeKeyLimitReached: {
    status: 409,
    code: "active_key_limit_reached",
    message: "Active key limit reached",
  },
  keyRevoked: { status: 409, code: "key_revoked", message: "API key is revoked" },
  pausedByOperator: {
    status: 409,
    code: "paused_by_operator",
    message: "API key was paused by an operator",
  },
  keyExpired: {
    status: 409,
    code: "key_expired",
    message: "API key is expired: change its expires_at first",
  },
  keyOfAnotherAccount: {
    status: 409,
    code: "key_of_another_account",
    message: "This key belongs to another account",
  },
  bodyTooLarge: { status: 413, code: "body_too_large", message: "Request body is over 8 KiB" },
  gatewayBodyTooLarge: { status: 413, code: "body_too_large", message: "Request body too large" },
  notJson: { status: 415, code: "not_json", message: "Content-Type must be application/json" },
  idempotencyKeyReused: {
    status: 422,
    code: "idempotency_key_reused",
    message: "Idempotency-Key was used with another request",
  },
  tooManyRequests: { status: 429, code: "too_many_requests", message: "Too many requests" },
  rateLimitExceeded: { ...rateLimitExceeded, code: "rate_limit_exceeded" },
  quotaExceeded: { ...quotaExceeded, code: "quota_exceeded" },
  internal: { status: 500, code: "internal", message: "Internal server error" },
  unavailable: { ...unavailable, code: "unavailable" },
  searchUnfinished: {
    status: 503,
    code: "search_unfinished",
    message: "The access log could not be searched through in time: search fewer hours",
  },
  outcomeUnknown: {
    status: 503,
    code: "outcome_unknown",
    message:
      "The change may have been made: no answer came in time. Repeating it is safe with the same Idempotency-Key; a POST without one may be done twice.",
  },
} as const satisfies Record<string, PublicError>;

export type ErrorCode = (typeof errors)[keyof typeof errors]["code"];

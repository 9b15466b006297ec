/** An error that a client may see. */
export interface PublicError {
  /** The status of the HTTP response. */
  readonly status: number;
  /** For people; it may change. */
  readonly message: string;
  /** Stable, for programs. Only the management API sends it. */
  readonly code: string;
  /** The rule of each field at fault, by the field's name. */
  readonly fields?: Readonly<Record<string, string>>;
}

// Constants of their own, so that the authorizers' bundles hold these and not the whole list.
export const missingToken = {
  status: 401,
  code: "missing_token",
  message: "Missing Authorization Bearer token",
} as const satisfies PublicError;
export const invalidKey = {
  status: 401,
  code: "invalid_key",
  message: "Invalid API key",
} as const satisfies PublicError;
export const invalidCredentials = {
  status: 401,
  code: "invalid_credentials",
  message: "Invalid credentials",
} as const satisfies PublicError;

/** Its message ends in the parameter's name. */
export const invalidParameter = {
  status: 400,
  code: "invalid_parameter",
  message: "Invalid parameter",
} as const satisfies PublicError;
/** Its message is the owner's: see core/config/plan-refusal.ts. */
export const ineligiblePlan = {
  status: 403,
  code: "ineligible_plan",
  message: "Plan is not eligible",
} as const satisfies PublicError;
export const accountSuspended = {
  status: 403,
  code: "account_suspended",
  message: "Account suspended",
} as const satisfies PublicError;
export const addressNotAllowed = {
  status: 403,
  code: "address_not_allowed",
  message: "API key is not allowed from this IP address",
} as const satisfies PublicError;
/** Its message ends in the scope's name. */
export const insufficientScope = {
  status: 403,
  code: "insufficient_scope",
  message: "API key lacks the scope",
} as const satisfies PublicError;
export const costTooHigh = {
  status: 403,
  code: "cost_too_high",
  message: "Request cost exceeds the API key's limit",
} as const satisfies PublicError;
export const rateLimitExceeded = {
  status: 429,
  code: "rate_limit_exceeded",
  message: "Rate limit exceeded",
} as const satisfies PublicError;
export const quotaExceeded = {
  status: 429,
  code: "quota_exceeded",
  message: "Quota exceeded",
} as const satisfies PublicError;
/** A change that failed with this error was not written. */
export const unavailable = {
  status: 503,
  code: "unavailable",
  message: "Service temporarily unavailable",
} as const satisfies PublicError;

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
  invalidParameter,
  badRequest: { status: 400, code: "bad_request", message: "Bad request" },
  missingToken,
  invalidKey,
  invalidCredentials,
  ineligiblePlan,
  accountSuspended,
  addressNotAllowed,
  insufficientScope,
  costTooHigh,
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
  rateLimitExceeded,
  quotaExceeded,
  internal: { status: 500, code: "internal", message: "Internal server error" },
  unavailable,
  outcomeUnknown: {
    status: 503,
    code: "outcome_unknown",
    message:
      "The change may have been made: no answer came in time. Repeating it is safe with the same Idempotency-Key; a POST without one may be done twice.",
  },
} as const satisfies Record<string, PublicError>;

export type ErrorCode = (typeof errors)[keyof typeof errors]["code"];

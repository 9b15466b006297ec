/*
 * The errors that are judged by, in a module of their own: the authorizers' bundles hold these and not
 * the whole list.
 */

/** An error of the public API. */
export interface ApiError {
  /** The status of the HTTP response. */
  readonly status: number;
  /** For people; it may change. */
  readonly message: string;
}

/** An error that any client may see. */
export interface PublicError extends ApiError {
  /** Stable, for programs. Only the management API sends it. */
  readonly code: string;
  /** The rule of each field at fault, by the field's name. */
  readonly fields?: Readonly<Record<string, string>>;
}

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
  message: "Invalid parameter",
} as const satisfies ApiError;
/** Its message is the owner's: see core/config/plan-refusal.ts. */
export const ineligiblePlan = {
  status: 403,
  message: "Plan is not eligible",
} as const satisfies ApiError;
export const accountSuspended = {
  status: 403,
  message: "Account suspended",
} as const satisfies ApiError;
export const addressNotAllowed = {
  status: 403,
  message: "API key is not allowed from this IP address",
} as const satisfies ApiError;
/** Its message ends in the scope's name. */
export const insufficientScope = {
  status: 403,
  message: "API key lacks the scope",
} as const satisfies ApiError;
export const costTooHigh = {
  status: 403,
  message: "Request cost exceeds the API key's limit",
} as const satisfies ApiError;
export const rateLimitExceeded = {
  status: 429,
  message: "Rate limit exceeded",
} as const satisfies ApiError;
export const quotaExceeded = { status: 429, message: "Quota exceeded" } as const satisfies ApiError;
/** A change that failed with this error was not written. */
export const unavailable = {
  status: 503,
  message: "Service temporarily unavailable",
} as const satisfies ApiError;

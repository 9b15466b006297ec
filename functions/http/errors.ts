/** An error that a client may see: its status and its one message. */
export interface PublicError {
  readonly status: number;
  readonly message: string;
}

/** Every error whose message is fixed, whether a function answers it or, by the stack, the gateway. */
export const errors = {
  badRequest: { status: 400, message: "Bad request" },
  missingToken: { status: 401, message: "Missing Authorization Bearer token" },
  invalidKey: { status: 401, message: "Invalid API key" },
  invalidCredentials: { status: 401, message: "Invalid credentials" },
  ineligiblePlan: {
    status: 403,
    message: "Public API access requires Agency, Master/Business, or Enterprise plan.",
  },
  forbidden: { status: 403, message: "Forbidden" },
  operatorRequired: { status: 403, message: "Operator credential required" },
  notFound: { status: 404, message: "Not found" },
  accountNotFound: { status: 404, message: "Account not found" },
  keyNotFound: { status: 404, message: "API key not found" },
  methodNotAllowed: { status: 405, message: "Method not allowed" },
  activeKeyLimitReached: { status: 409, message: "Active key limit reached" },
  keyRevoked: { status: 409, message: "API key is revoked" },
  keyOfAnotherAccount: { status: 409, message: "This key belongs to another account" },
  gatewayBodyTooLarge: { status: 413, message: "Request body too large" },
  bodyTooLarge: { status: 413, message: "Request body is over 8 KiB" },
  notJson: { status: 415, message: "Content-Type must be application/json" },
  idempotencyKeyReused: {
    status: 422,
    message: "Idempotency-Key was used with another request",
  },
  tooManyRequests: { status: 429, message: "Too many requests" },
  rateLimitExceeded: { status: 429, message: "Rate limit exceeded" },
  internal: { status: 500, message: "Internal server error" },
  unavailable: { status: 503, message: "Service temporarily unavailable" },
} as const satisfies Record<string, PublicError>;

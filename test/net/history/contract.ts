/** What the contract says, as far as checkers need it: not taken from the product, which they judge. */

/** In no span so long does a key get more than its limit. */
export const limitSpanMs = 60_000;
/** A request is refused only for what was admitted within so long a time before it. */
export const refusalSpanMs = 61_000;
/** Where a window was just seen full, refusals may go on until the second ends. */
export const staleRefusalMs = 1_000;
/** "Recovery within a second and without a restart." */
export const recoveryMs = 1_000;

export const eligiblePlans: readonly unknown[] = ["agency", "master", "business", "enterprise"];

/** The highest limit that a user may set, by plan. */
export const planLimits: Readonly<Record<string, number>> = {
  free: 10,
  pro: 30,
  agency: 60,
  master: 120,
  business: 120,
  enterprise: 600,
};

/** Endpoints that any good key may use. */
export const publicPaths: readonly string[] = ["/api/v1/models", "/api/v1/account"];

/** The scopes that endpoints want; that behind `keys.forward` is declared in support/net-app.ts. */
export const scopeOfPath: Readonly<Record<string, string>> = {
  "/api/v1/models": "models:read",
  "/api/v1/account": "account:read",
  "/gateway/goods": "models:read",
};

/** The costs of endpoints that have one of their own. */
export const costOfPath: Readonly<Record<string, number>> = { "/gateway/goods": 2 };

/** The source of all requests of the net. `/v1/verify` trusts it to name its own caller. */
export const ownAddress = "127.0.0.1";

/** By how much the clock of an embedded verifier may be off: it reads the table's to a second. */
export const embeddedClockMs = 600;

/** Reasons of refusals, by their texts. */
export const refusalTexts = {
  "Account suspended": "suspended",
  "Public API access requires Agency, Master/Business, or Enterprise plan.": "plan",
  "API key is not allowed from this IP address": "address",
  "API key lacks the scope models:read": "scope",
  "API key lacks the scope account:read": "scope",
  "Request cost exceeds the API key's limit": "cost",
} as const;

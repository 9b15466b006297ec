/*
 * Every route of the management API, by the function that serves it, and who may call it. The stack
 * declares exactly these to API Gateway, each function must have an endpoint for each of its own, and
 * the OpenAPI document says who is let in: none of them can get ahead of the others.
 */

/** The callers of a route besides operators with the role `admin`, who may call every route. */
export interface RouteAccess {
  /** Whether users may, for their own account. */
  readonly user: boolean;
  /** Whether operators with the role `support` may; with a list, if the body has these fields alone. */
  readonly support: boolean | readonly string[];
}

const adminOnly = { user: false, support: false } as const;
const operators = { user: false, support: true } as const;
const everyone = { user: true, support: true } as const;
const userOrAdmin = { user: true, support: false } as const;

export const accountAccess = {
  "GET /manage/v1/me": everyone,
  "GET /manage/v1/accounts": operators,
  "GET /manage/v1/events": operators,
  "PUT /manage/v1/accounts/{account_id}": { user: false, support: ["is_suspended"] },
  "GET /manage/v1/accounts/{account_id}": everyone,
  "GET /manage/v1/accounts/{account_id}/events": everyone,
} as const satisfies Readonly<Record<string, RouteAccess>>;

export const keyAccess = {
  "GET /manage/v1/keys/{id_or_prefix}": operators,
  "POST /manage/v1/accounts/{account_id}/keys": userOrAdmin,
  "GET /manage/v1/accounts/{account_id}/keys": everyone,
  "POST /manage/v1/accounts/{account_id}/keys/import": adminOnly,
  "GET /manage/v1/accounts/{account_id}/keys/{id}": everyone,
  "PATCH /manage/v1/accounts/{account_id}/keys/{id}": { user: true, support: ["is_active"] },
  "DELETE /manage/v1/accounts/{account_id}/keys/{id}": everyone,
  "POST /manage/v1/accounts/{account_id}/keys/{id}/rotate": userOrAdmin,
  "GET /manage/v1/accounts/{account_id}/keys/{id}/explain": everyone,
} as const satisfies Readonly<Record<string, RouteAccess>>;

/** Operators' views of the service itself. */
export const operationsAccess = {
  "GET /manage/v1/requests/{request_id}": operators,
  "GET /manage/v1/health": operators,
} as const satisfies Readonly<Record<string, RouteAccess>>;

export type AccountRoute = keyof typeof accountAccess;
export type KeyRoute = keyof typeof keyAccess;
export type OperationsRoute = keyof typeof operationsAccess;

export const accountRoutes: readonly string[] = Object.keys(accountAccess);
export const keyRoutes: readonly string[] = Object.keys(keyAccess);
export const operationsRoutes: readonly string[] = Object.keys(operationsAccess);

export const managementAccess: Readonly<Record<string, RouteAccess>> = {
  ...accountAccess,
  ...keyAccess,
  ...operationsAccess,
};
/**
 * Whether an operator may call a route.
 *
 * @param fields the names in the request's body; undefined if it is no object
 */
export function mayOperatorCall(
  { support }: RouteAccess,
  roles: readonly string[],
  fields: readonly string[] | undefined = [],
): boolean {
  if (roles.includes("admin")) return true;
  if (!roles.includes("support") || support === false) return false;
  // The schema refuses a body that is no object.
  return support === true || !fields || fields.every((field) => support.includes(field));
}

export const managementRoutes: readonly string[] = Object.keys(managementAccess);

/** A public route: whoever finds a key has no credential of this API. */
export const leakReportRoute = "POST /leaks/report";

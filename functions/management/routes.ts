/*
 * Every route of the management API, by the function that serves it. The stack declares exactly
 * these to API Gateway, and each function must have a use case for each of its own, so neither can
 * get ahead of the other.
 */

export const accountRoutes = [
  "GET /manage/v1/me",
  "GET /manage/v1/accounts",
  "PUT /manage/v1/accounts/{account_id}",
  "GET /manage/v1/accounts/{account_id}",
  "GET /manage/v1/accounts/{account_id}/events",
] as const;

export const keyRoutes = [
  "POST /manage/v1/accounts/{account_id}/keys",
  "GET /manage/v1/accounts/{account_id}/keys",
  "POST /manage/v1/accounts/{account_id}/keys/import",
  "GET /manage/v1/accounts/{account_id}/keys/{id}",
  "PATCH /manage/v1/accounts/{account_id}/keys/{id}",
  "DELETE /manage/v1/accounts/{account_id}/keys/{id}",
  "POST /manage/v1/accounts/{account_id}/keys/{id}/rotate",
  "GET /manage/v1/accounts/{account_id}/keys/{id}/explain",
] as const;

export type AccountRoute = (typeof accountRoutes)[number];
export type KeyRoute = (typeof keyRoutes)[number];

export const managementRoutes = [...accountRoutes, ...keyRoutes] as const;

/** Of the public API: whoever finds a key has no credential of this one. */
export const leakReportRoute = "POST /leaks/report";

/**
 * Every route of the management API. The stack declares exactly these to API Gateway, and the
 * function must have a handler for each, so neither can get ahead of the other.
 */
export const managementRoutes = [
  "PUT /manage/v1/accounts/{account_id}",
  "GET /manage/v1/accounts/{account_id}",
  "POST /manage/v1/accounts/{account_id}/keys",
  "GET /manage/v1/accounts/{account_id}/keys",
  "GET /manage/v1/accounts/{account_id}/keys/{id}",
  "DELETE /manage/v1/accounts/{account_id}/keys/{id}",
] as const;

export type ManagementRoute = (typeof managementRoutes)[number];

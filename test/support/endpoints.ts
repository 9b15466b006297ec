import { accountEndpoints } from "../../functions/management/account-endpoints.ts";
import { keyEndpoints } from "../../functions/management/key-endpoints.ts";

/* The endpoints of the management API by what they do. */

const account = "/manage/v1/accounts/{account_id}";

export const getMe = accountEndpoints["GET /manage/v1/me"];
export const listAccounts = accountEndpoints["GET /manage/v1/accounts"];
export const putAccount = accountEndpoints[`PUT ${account}`];
export const getAccount = accountEndpoints[`GET ${account}`];
export const listAllEvents = accountEndpoints["GET /manage/v1/events"];
export const listEvents = accountEndpoints[`GET ${account}/events`];
export const createKey = keyEndpoints[`POST ${account}/keys`];
export const listKeys = keyEndpoints[`GET ${account}/keys`];
export const importKey = keyEndpoints[`POST ${account}/keys/import`];
export const findKey = keyEndpoints["GET /manage/v1/keys/{id_or_prefix}"];
export const getKey = keyEndpoints[`GET ${account}/keys/{id}`];
export const updateKey = keyEndpoints[`PATCH ${account}/keys/{id}`];
export const revokeKey = keyEndpoints[`DELETE ${account}/keys/{id}`];
export const rotateKey = keyEndpoints[`POST ${account}/keys/{id}/rotate`];
export const explainKey = keyEndpoints[`GET ${account}/keys/{id}/explain`];

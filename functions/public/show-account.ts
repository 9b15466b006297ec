import { errors } from "../../core/errors.ts";
import { keyPrefix } from "../../core/key/api-key.ts";
import { firstUsageSecond, requestsPerDay, totalOf } from "../../core/key/usage.ts";
import type { Accounts } from "../../core/store/accounts.ts";
import type { ReadKeysSince } from "../../core/store/key-list.ts";
import { rfc3339OrNull } from "../../core/time/rfc3339.ts";
import { errorResponse, jsonResponse } from "../http/response.ts";
import type { PublicEndpoint } from "../http/with-verdict.ts";

export interface ShowAccountPorts {
  readonly accounts: Pick<Accounts, "get">;
  readonly readKeysSince: ReadKeysSince;
  readonly nowEpochMs: () => number;
  /** With which all keys begin. */
  readonly keyPrefix: string;
}

/**
 * `GET /api/v1/account`: what a caller may know of itself. The requests of keys that were revoked
 * within the last 30 days count too: this account made them.
 */
export function createShowAccount(ports: ShowAccountPorts): PublicEndpoint {
  return async function showAccount(_event, { accountId, keyId }) {
    const now = Math.floor(ports.nowEpochMs() / 1000);
    const account = await ports.accounts.get(accountId);
    const { key, keys, revoked } = account
      ? await ports.readKeysSince(account, keyId, firstUsageSecond(now))
      : { key: undefined, keys: [], revoked: [] };
    // Both exist, or the request would not have been admitted: the table was restored meanwhile.
    if (!account || !key) return errorResponse(errors.unavailable, { "Retry-After": "1" });
    const requests = [...keys, ...revoked].map((record) => totalOf(requestsPerDay(record, now)));
    return jsonResponse(200, {
      object: "account",
      account_id: account.id,
      subscription: account.plan,
      key: {
        id: key.id,
        name: key.name,
        key_prefix: keyPrefix(key.id, ports.keyPrefix),
        expires_at: rfc3339OrNull(key.expiresAt),
        rate_limit_per_minute: key.rateLimitPerMinute,
        scopes: key.scopes ?? null,
      },
      usage: { total_requests_last_30d: requests.reduce((sum, count) => sum + count, 0) },
      api_keys: { active: account.activeKeyIds.length },
    });
  };
}

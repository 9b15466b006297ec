import type { RefusalsOfDay } from "../../core/admission/refusal-counts.ts";
import { config } from "../../core/config/process-config.ts";
import { keyPrefix } from "../../core/key/api-key.ts";
import { shownFields } from "../../core/key/field-values.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import { firstSecondOf, requestsPerDay, totalOf } from "../../core/key/usage.ts";
import { rfc3339 } from "../../core/time/rfc3339.ts";
import type { Include } from "./fields.ts";
import { quotasObject } from "./quotas-object.ts";
import { refusalsObject } from "./refusals-object.ts";

/** A key as clients see it, without its secret and digest. */
export function keyObject(record: ManagedKey, nowEpochSeconds: number) {
  const { id, account_id, name, ...others } = shownFields(record, nowEpochSeconds);
  const key_prefix = keyPrefix(record.id, config.keyPrefix);
  return { object: "api_key", id, account_id, name, key_prefix, ...others } as const;
}

/** A key as clients see it, with what the client asked for besides. */
export function keyObjectIncluding(
  include: Include,
  record: ManagedKey,
  refusals: readonly RefusalsOfDay[],
  nowEpochSeconds: number,
) {
  const own = refusals.filter(({ keyId }) => keyId === record.id);
  return {
    ...keyObject(record, nowEpochSeconds),
    ...(include?.includes("usage") ? { usage: usageObject(record, nowEpochSeconds) } : {}),
    ...(include?.includes("refusals") ? { refusals: refusalsObject(own) } : {}),
  };
}

/** A key's requests in total and on each of the last 30 days (UTC), and the use of its quotas. */
function usageObject(record: ManagedKey, nowEpochSeconds: number) {
  const days = requestsPerDay(record, nowEpochSeconds);
  return {
    total_requests: record.totalRequests,
    total_requests_last_30d: totalOf(days),
    requests_per_day: days.map(({ day, requests }) => ({
      date: rfc3339(firstSecondOf(day)).slice(0, 10),
      requests,
    })),
    quotas: quotasObject(record, nowEpochSeconds),
  };
}

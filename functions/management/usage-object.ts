import type { ManagedKey } from "../../core/key/managed-key.ts";
import { firstSecondOf, requestsPerDay, totalOf } from "../../core/key/usage.ts";
import { rfc3339 } from "../../core/time/rfc3339.ts";
import { keyObject } from "./key-object.ts";
import { quotasObject } from "./quotas-object.ts";

/** How much a key was used: in all, on each of the last 30 days (UTC), and of its quotas. */
export function usageObject(record: ManagedKey, nowEpochSeconds: number) {
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

/** A key, with its usage where that was asked for. */
export function keyObjectIncluding(
  include: "usage" | undefined,
  record: ManagedKey,
  nowEpochSeconds: number,
) {
  const object = keyObject(record, nowEpochSeconds);
  if (include === undefined) return object;
  return { ...object, usage: usageObject(record, nowEpochSeconds) };
}

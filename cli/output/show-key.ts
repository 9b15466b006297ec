import { type ApiKey, apiKey, list } from "../api/objects.ts";
import { fields, showMetadata, table } from "./table.ts";

/** @param nowEpochMs decides whether the key has expired */
export function showKey(result: unknown, nowEpochMs: number): string {
  const key = apiKey.parse(result);
  return fields([
    ["key", key.key_prefix],
    ["account", key.account_id],
    ["name", key.name],
    ["state", stateOf(key, nowEpochMs)],
    ["environment", key.environment],
    ["rate limit", `${key.rate_limit_per_minute} per minute`],
    ["expires", key.expires_at ?? "never"],
    ["note", key.note ?? "–"],
    ["metadata", showMetadata(key.metadata)],
    ["created", key.created_at],
    ["created by", key.created_by?.subject ?? key.created_by?.type ?? "–"],
    ["updated", key.updated_at],
    ["last used", key.last_used_at ?? "never"],
    ...previousSecret(key),
    ...usage(key),
    ...(key.key === undefined ? [] : [["secret", key.key] as const]),
  ]);
}

export function showKeys(result: unknown, nowEpochMs: number): string {
  const keys = list.parse(result).data.map((one) => apiKey.parse(one));
  if (keys.length === 0) return "No keys";
  const hasUsage = keys.some((key) => key.usage !== undefined);
  return table(
    [
      "key",
      "name",
      "state",
      "environment",
      "limit",
      "last used",
      ...(hasUsage ? ["last 30 days"] : []),
    ],
    keys.map((key) => [
      key.key_prefix,
      key.name,
      stateOf(key, nowEpochMs),
      key.environment,
      String(key.rate_limit_per_minute),
      key.last_used_at ?? "never",
      ...(hasUsage ? [String(key.usage?.total_requests_last_30d ?? "–")] : []),
    ]),
  );
}

function stateOf(key: ApiKey, nowEpochMs: number): string {
  if (key.revoked_at !== null) return `revoked ${key.revoked_at}`;
  if (key.expires_at !== null && Date.parse(key.expires_at) <= nowEpochMs) return "expired";
  return key.is_active ? "active" : "paused";
}

function previousSecret({ previous_secret: previous }: ApiKey): [string, string][] {
  if (!previous) return [];
  return [["old secret", `valid until ${previous.expires_at}, ${lastUse(previous)}`]];
}

/** The last use of a secret in its grace period. */
export function lastUse({ last_used_at: at }: NonNullable<ApiKey["previous_secret"]>): string {
  return at === null ? "not used since the rotation" : `last used ${at}`;
}

function usage({ usage: counted }: ApiKey): [string, string][] {
  if (!counted) return [];
  const { total_requests: total, total_requests_last_30d: recent } = counted;
  return [["requests", `${total} in total, ${recent} in the last 30 days`]];
}

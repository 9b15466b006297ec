import type { keyFields } from "../../core/key/fields.ts";
import { type ApiKey, apiKey, list } from "../api/objects.ts";
import { actorText } from "./describe-event.ts";
import { refusalsText } from "./show-refusals.ts";
import { addressesText, quotasText, restrictionsText, scopesText } from "./show-restrictions.ts";
import { fields, otherFields, shortTime, showMetadata, table } from "./table.ts";

type KeyFields = typeof keyFields;
type NamesIn<Part> = Part extends unknown ? keyof Part : never;

/** The API's name of a key's field. */
type ShownField = {
  [Name in keyof KeyFields]: NamesIn<ReturnType<KeyFields[Name]["show"]>>;
}[keyof KeyFields];

/** A label and its text; without a text there is no row. */
type Row = readonly [label: string, text: (key: ApiKey, nowEpochMs: number) => string | undefined];

/**
 * The rows of fields that people read in other words, in their order, or the field whose row shows
 * one, too. Fields that are not here are shown under their names.
 */
const rows: Readonly<Partial<Record<ShownField, Row | ShownField>>> = {
  id: ["key", (key) => key.key_prefix],
  account_id: ["account", (key) => key.account_id],
  name: ["name", (key) => key.name],
  is_active: ["state", stateOf],
  revoked_at: "is_active",
  paused_by: "is_active",
  environment: ["environment", (key) => key.environment],
  rate_limit_per_minute: ["rate limit", (key) => `${key.rate_limit_per_minute} per minute`],
  scopes: ["scopes", scopesText],
  allowed_ips: ["addresses", addressesText],
  quotas: ["quotas", quotasText],
  expires_at: ["expires", (key) => key.expires_at ?? "never"],
  note: ["note", (key) => key.note ?? "–"],
  metadata: ["metadata", (key) => showMetadata(key.metadata)],
  created_at: ["created", (key) => key.created_at],
  created_by: ["created by", (key) => key.created_by?.subject ?? key.created_by?.type ?? "–"],
  updated_at: ["updated", (key) => key.updated_at],
  last_used_at: ["last used", (key) => key.last_used_at ?? "never"],
  previous_secret: ["old secret", previousSecret],
};

/** The properties of the API's key object that are not fields of the key. */
const besides = ["object", "key_prefix", "usage", "refusals", "key"];

/** @param nowEpochMs decides whether the key has expired */
export function showKey(result: unknown, nowEpochMs: number, columns?: number): string {
  const key = apiKey.parse(result);
  const own = Object.values(rows).filter((row) => typeof row !== "string");
  const textOf = ([label, text]: Row) => [label, text(key, nowEpochMs)] as const;
  return fields(
    [
      ...own.map(textOf),
      ...otherFields(key, [...Object.keys(rows), ...besides]),
      ["requests", usage(key)],
      ["refused", refusalsText(key.refusals)],
      ["secret", key.key],
    ],
    columns,
  );
}

export function showKeys(result: unknown, nowEpochMs: number, columns?: number): string {
  const keys = list.parse(result).data.map((one) => apiKey.parse(one));
  if (keys.length === 0) return "No keys";
  const hasUsage = keys.some((key) => key.usage !== undefined);
  const hasRestrictions = keys.some((key) => key.scopes ?? key.allowed_ips ?? key.quotas);
  return table(
    [
      "key",
      "name",
      "state",
      "environment",
      "limit",
      ...(hasRestrictions ? ["restrictions"] : []),
      "last used",
      ...(hasUsage ? ["last 30 days"] : []),
    ],
    keys.map((key) => [
      key.key_prefix,
      key.name,
      shortTime(stateOf(key, nowEpochMs)),
      key.environment,
      String(key.rate_limit_per_minute),
      ...(hasRestrictions ? [restrictionsText(key)] : []),
      shortTime(key.last_used_at ?? "never"),
      ...(hasUsage ? [String(key.usage?.total_requests_last_30d ?? "–")] : []),
    ]),
    columns,
  );
}

function stateOf(key: ApiKey, nowEpochMs: number): string {
  if (key.revoked_at !== null) return `revoked ${key.revoked_at}`;
  if (key.expires_at !== null && Date.parse(key.expires_at) <= nowEpochMs) return "expired";
  if (key.is_active) return "active";
  return key.paused_by ? `paused by ${actorText(key.paused_by)}` : "paused";
}

function previousSecret({ previous_secret: previous }: ApiKey): string | undefined {
  return previous && `valid until ${previous.expires_at}, ${lastUse(previous)}`;
}

/** The last use of a secret in its grace period. */
export function lastUse({ last_used_at: at }: NonNullable<ApiKey["previous_secret"]>): string {
  return at === null ? "not used since the rotation" : `last used ${at}`;
}

function usage({ usage: counted }: ApiKey): string | undefined {
  if (!counted) return undefined;
  const { total_requests: total, total_requests_last_30d: recent } = counted;
  return `${total} in total, ${recent} in the last 30 days`;
}

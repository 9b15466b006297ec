import { type Quotas, quotaPeriods } from "../../../core/key/quotas.ts";
import { Fields } from "./fields.ts";
import { parseUsage, type Usage } from "./usage.ts";

export const environments = ["production", "staging", "development"] as const;
export type Environment = (typeof environments)[number];

/** A key as the management API returns it. Times are Unix time in whole seconds. */
export interface Key {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly environment: Environment;
  readonly note: string | undefined;
  /** Names and values; only operators write them. */
  readonly metadata: readonly (readonly [string, string])[];
  readonly createdBy: Actor;
  /** Names; undefined means full access. */
  readonly scopes: readonly string[] | undefined;
  /** Addresses and CIDR blocks; undefined means from anywhere. */
  readonly allowedIps: readonly string[] | undefined;
  readonly quotas: Quotas | undefined;
  /** Undefined unless paused, and for keys whose pause nobody in particular made. */
  readonly pausedBy: Actor | undefined;
  readonly rateLimitPerMinute: number;
  /** False while paused, and permanently once revoked. */
  readonly isActive: boolean;
  readonly expiresAt: number | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly revokedAt: number | undefined;
  readonly lastUsedAt: number | undefined;
  /** Present only while the secret before the last rotation is still accepted. */
  readonly previousSecret: PreviousSecret | undefined;
  /** Present only if requested. */
  readonly usage: Usage | undefined;
}

export interface Actor {
  readonly type: "user" | "operator";
  /** Undefined for the operator token, which belongs to nobody. */
  readonly subject: string | undefined;
}

export interface PreviousSecret {
  readonly expiresAt: number;
  /** When it was last used since the rotation. */
  readonly lastUsedAt: number | undefined;
}

/** @throws UnexpectedResponse */
export function parseKey(value: unknown): Key {
  const fields = new Fields(value);
  const pausedBy = fields.objectOrNull("paused_by");
  return {
    id: fields.text("id"),
    name: fields.text("name"),
    prefix: fields.text("key_prefix"),
    environment: fields.choice("environment", environments),
    note: fields.textOrNull("note"),
    metadata: fields.object("metadata").texts(),
    createdBy: parseActor(fields.object("created_by")),
    scopes: fields.textListOrNull("scopes"),
    allowedIps: fields.textListOrNull("allowed_ips"),
    quotas: parseQuotas(fields.objectOrNull("quotas")),
    pausedBy: pausedBy && parseActor(pausedBy),
    rateLimitPerMinute: fields.integer("rate_limit_per_minute"),
    isActive: fields.flag("is_active"),
    expiresAt: fields.timeOrNull("expires_at"),
    createdAt: fields.time("created_at"),
    updatedAt: fields.time("updated_at"),
    revokedAt: fields.timeOrNull("revoked_at"),
    lastUsedAt: fields.timeOrNull("last_used_at"),
    previousSecret: fields.has("previous_secret")
      ? parsePreviousSecret(fields.object("previous_secret"))
      : undefined,
    usage: fields.has("usage") ? parseUsage(fields.value("usage")) : undefined,
  };
}

function parseQuotas(fields: Fields | undefined): Quotas | undefined {
  if (!fields) return undefined;
  const periods = quotaPeriods.filter((period) => fields.has(period));
  return Object.fromEntries(periods.map((period) => [period, fields.integer(period)]));
}

function parseActor(fields: Fields): Actor {
  return {
    type: fields.choice("type", ["user", "operator"]),
    subject: fields.textOrNull("subject"),
  };
}

function parsePreviousSecret(fields: Fields): PreviousSecret {
  return { expiresAt: fields.time("expires_at"), lastUsedAt: fields.timeOrNull("last_used_at") };
}

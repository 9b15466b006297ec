import type { Actor, AuditValue } from "../event/audit-event.ts";
import { rfc3339, rfc3339OrNull } from "../time/rfc3339.ts";
import { lastUsedAt, type PlainItem } from "./key-record.ts";
import { readQuotas, readTexts } from "./key-rules.ts";
import type { ManagedKey } from "./managed-key.ts";
import { type Quotas, quotaPeriods, usedAttributes } from "./quotas.ts";
import * as read from "./read-details.ts";

/*
 * Every field of a key, declared once. Its items, the attributes that a change writes, its audit
 * snapshot and its API object are made from this table; the bodies that clients send, the OpenAPI
 * document, the page and the CLI are held to it by types and by test/unit/core/key/fields.test.ts.
 *
 * The API shows them in this order, which is the contract's. The authorizer does without the table: `parseKeyRecord` reads the hot fields.
 */

/** Who may set a field. What users may set, operators may, too. */
export type Writer = "user" | "operator" | "nobody";

interface FieldRules<Value> {
  readonly create: Writer;
  readonly update: Writer;
  /**
   * Whether changes of a key write it. What the authorizer counts, what an account decides and what
   * is fixed when the key is made are written by others.
   */
  readonly isChangeable: boolean;
  /** Its attributes; those that are undefined are left out of the item. */
  readonly store: (value: Value) => PlainItem;
  /** Fields of the API's key object. */
  readonly show: (value: Value, nowEpochSeconds: number) => Shown;
  /** Its fields in the audit trail; never a secret. */
  readonly tell: (value: Value) => Shown;
}

/** In the item of the authorizer's write (`KEY#id`), of which every byte counts. */
interface HotField<Value> extends FieldRules<Value> {
  readonly item: "hot";
}

/** In the item that lists the key under its account, which only people's requests read. */
interface ColdField<Value> extends FieldRules<Value> {
  readonly item: "cold";
  /** @throws CorruptItemError naming the attribute, never its value */
  readonly read: (item: PlainItem) => Value;
}

export type KeyField<Value> = HotField<Value> | ColdField<Value>;
export type Shown = Readonly<Record<string, AuditValue>>;

const fixed = { create: "nobody", update: "nobody", isChangeable: false } as const;
/** Set by changes that are more than setting a field: rotation, revocation. */
const byChange = { create: "nobody", update: "nobody", isChangeable: true } as const;
const byUser = { create: "user", update: "user", isChangeable: true } as const;
const byOperator = { create: "operator", update: "operator", isChangeable: true } as const;

const nothing = () => ({});

export const keyFields = {
  id: {
    ...fixed,
    item: "hot",
    store: (id) => ({ key_id: id }),
    show: (id) => ({ id }),
    tell: nothing,
  },
  accountId: {
    ...fixed,
    item: "hot",
    store: (id) => ({ account_id: id }),
    show: (id) => ({ account_id: id }),
    tell: nothing,
  },
  name: {
    ...byUser,
    item: "cold",
    store: (name) => ({ name }),
    read: read.name,
    show: (name) => ({ name }),
    tell: (name) => ({ name }),
  },
  environment: {
    ...byUser,
    item: "cold",
    store: (environment) => ({ environment }),
    read: read.environment,
    show: (environment) => ({ environment }),
    tell: (environment) => ({ environment }),
  },
  rateLimitPerMinute: {
    ...byUser,
    item: "hot",
    store: (limit) => ({ rate_limit: limit }),
    show: (limit) => ({ rate_limit_per_minute: limit }),
    tell: (limit) => ({ rate_limit_per_minute: limit }),
  },
  isActive: {
    ...byUser,
    create: "nobody",
    item: "hot",
    store: (isActive) => ({ is_active: isActive }),
    show: (isActive) => ({ is_active: isActive }),
    tell: (isActive) => ({ is_active: isActive }),
  },
  expiresAt: {
    ...byUser,
    item: "hot",
    store: (at) => ({ expires_at: at }),
    show: (at) => ({ expires_at: rfc3339OrNull(at) }),
    tell: (at) => ({ expires_at: rfc3339OrNull(at) }),
  },
  createdAtEpochMs: {
    ...fixed,
    item: "hot",
    store: (ms) => ({ created_at_ms: ms }),
    show: (ms) => ({ created_at: rfc3339(Math.floor(ms / 1000)) }),
    tell: nothing,
  },
  updatedAt: {
    ...byChange,
    item: "cold",
    store: (at) => ({ updated_at: at }),
    read: read.updatedAt,
    show: (at) => ({ updated_at: rfc3339(at) }),
    tell: nothing,
  },
  revokedAt: {
    ...byChange,
    item: "hot",
    store: (at) => ({ revoked_at: at }),
    show: (at) => ({ revoked_at: rfc3339OrNull(at) }),
    tell: (at) => ({ revoked_at: rfc3339OrNull(at) }),
  },
  window: {
    ...fixed,
    item: "hot",
    store: ({ second, count, closed }) => ({ t: second, n: count, w: closed }),
    show: (window) => ({ last_used_at: rfc3339OrNull(lastUsedAt({ window })) }),
    tell: nothing,
  },
  note: {
    ...byUser,
    item: "cold",
    store: (note) => ({ note }),
    read: read.note,
    show: (note) => ({ note: note ?? null }),
    tell: (note) => ({ note: note ?? null }),
  },
  metadata: {
    ...byOperator,
    item: "cold",
    store: (metadata) => ({ metadata }),
    read: read.metadata,
    show: (metadata) => ({ metadata }),
    tell: (metadata) => ({ metadata: metadata }),
  },
  createdBy: {
    ...fixed,
    item: "cold",
    store: (actor) => ({ created_by: storedActor(actor) }),
    read: read.createdBy,
    show: (actor) => ({ created_by: shownActor(actor) }),
    // The event of the creation names its actor.
    tell: nothing,
  },
  scopes: {
    ...byUser,
    item: "cold",
    store: (scopes) => ({ scopes }),
    read: (item) => readTexts(item, "scopes"),
    show: (scopes) => ({ scopes: scopes ?? null }),
    tell: (scopes) => ({ scopes: scopes ?? null }),
  },
  allowedIps: {
    ...byUser,
    item: "cold",
    store: (blocks) => ({ allowed_ips: blocks }),
    read: (item) => readTexts(item, "allowed_ips"),
    show: (blocks) => ({ allowed_ips: blocks ?? null }),
    tell: (blocks) => ({ allowed_ips: blocks ?? null }),
  },
  quotas: {
    ...byUser,
    item: "cold",
    store: (quotas) => ({ quotas }),
    read: readQuotas,
    show: (quotas) => ({ quotas: shownQuotas(quotas) }),
    tell: (quotas) => ({ quotas: shownQuotas(quotas) }),
  },
  pausedBy: {
    ...byChange,
    item: "cold",
    store: (actor) => ({ paused_by: actor && storedActor(actor) }),
    read: read.pausedBy,
    show: (actor) => ({ paused_by: actor ? shownActor(actor) : null }),
    tell: (actor) => ({ paused_by: actor ? shownActor(actor) : null }),
  },
  /**
   * Shown while it still works; told by how long it does. An update can only end it. The old secret's digest, pepper, end and
   * last use have short names, since every byte of the hot item counts.
   */
  previous: {
    ...byUser,
    create: "nobody",
    item: "hot",
    store: (previous) => ({
      od: previous?.digest.bytes,
      op: previous?.digest.pepperVersion,
      ou: previous?.validUntil,
      oa: previous?.lastUsedAt,
    }),
    show: (previous, nowEpochSeconds) =>
      previous === undefined || previous.validUntil <= nowEpochSeconds
        ? {}
        : {
            previous_secret: {
              expires_at: rfc3339(previous.validUntil),
              last_used_at: rfc3339OrNull(previous.lastUsedAt),
            },
          },
    tell: (previous) => ({
      previous_secret_expires_at: rfc3339OrNull(previous?.validUntil || undefined),
    }),
  },
  rotatedAt: {
    ...byChange,
    item: "cold",
    store: (at) => ({ rotated_at: at }),
    read: read.rotatedAt,
    // The explanation of a request shows it; the event of the rotation tells it.
    show: nothing,
    tell: nothing,
  },
  plan: {
    ...fixed,
    item: "hot",
    store: (plan) => ({ plan }),
    // The account shows and tells it.
    show: nothing,
    tell: nothing,
  },
  isSuspended: {
    ...fixed,
    item: "hot",
    store: (isSuspended) => ({ suspended: isSuspended || undefined }),
    // The account shows and tells it.
    show: nothing,
    tell: nothing,
  },
  /** Says which version of the rules above the authorizer has to judge by. */
  policyVersion: {
    ...byChange,
    item: "hot",
    store: (version) => ({ policy_version: version }),
    show: nothing,
    tell: nothing,
  },
  /** A change starts and drops counters, and leaves those of quotas that stay to the authorizer. */
  quotaUse: {
    ...byChange,
    item: "hot",
    store: ({ day, month, total }) => ({
      [usedAttributes.day]: day,
      [usedAttributes.month]: month,
      [usedAttributes.total]: total,
    }),
    // `include=usage` shows it.
    show: nothing,
    tell: nothing,
  },
  digest: {
    ...byChange,
    item: "hot",
    store: ({ bytes, pepperVersion }) => ({ digest: bytes, pepper: pepperVersion }),
    show: nothing,
    tell: nothing,
  },
  /** In both items, so that a reader can tell whether they belong together; see key-change.ts. */
  version: {
    ...fixed,
    item: "hot",
    store: (version) => ({ version }),
    show: nothing,
    tell: nothing,
  },
  totalRequests: {
    ...fixed,
    item: "hot",
    store: (total) => ({ total_requests: total }),
    // `include=usage` shows it.
    show: nothing,
    tell: nothing,
  },
  dailyRequests: {
    ...fixed,
    item: "hot",
    store: (counts) => ({ d: counts }),
    show: nothing,
    tell: nothing,
  },
} as const satisfies { readonly [Name in keyof ManagedKey]: KeyField<ManagedKey[Name]> };

function storedActor({ type, subject }: Actor): PlainItem {
  return { type, ...(subject === undefined ? {} : { subject }) };
}

function shownActor({ type, subject }: Actor): Shown {
  return { type, subject: subject ?? null };
}

function shownQuotas(quotas: Quotas | undefined): Shown | null {
  if (!quotas) return null;
  const limits = quotaPeriods.map((period) => [period, quotas[period]] as const);
  return Object.fromEntries(limits.flatMap(([period, most]) => (most ? [[period, most]] : [])));
}

export type KeyFieldName = keyof typeof keyFields;

/** The fields that someone may set by `PATCH`, or when the key is made. */
export type FieldsSetAt<When extends "create" | "update"> = {
  [Name in KeyFieldName]: (typeof keyFields)[Name][When] extends "nobody" ? never : Name;
}[KeyFieldName];

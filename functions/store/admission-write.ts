import type { AdmissionAttempt } from "../domain/admission.ts";
import type { KeyRecord } from "../domain/key-record.ts";
import { eligiblePlans } from "../domain/plan.ts";
import {
  closedCount,
  emptyWindow,
  isPast,
  slotOf,
  spanSeconds,
  staleSlots,
} from "../domain/rolling-window.ts";
import { keyItemKey } from "./item-keys.ts";

/** A value in DynamoDB's JSON, as far as an admission needs them. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly B: string }
  | { readonly L: readonly AttributeValue[] };

/** The body of an UpdateItem call. */
export interface AdmissionWrite {
  readonly TableName: string;
  readonly Key: Readonly<Record<string, AttributeValue>>;
  readonly ConditionExpression: string;
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, AttributeValue>>;
  readonly ReturnValues: "ALL_NEW" | "UPDATED_NEW";
  readonly ReturnValuesOnConditionCheckFailure: "ALL_OLD";
}

/** Then a write changes counters alone; in any other case the caller needs the item anew. */
function isInBelievedSecond({ belief, second }: AdmissionAttempt): boolean {
  return belief?.window.second === second;
}

type Values = Record<string, AttributeValue>;

/** A write's clauses and the values they name. */
interface Clauses {
  readonly conditions: readonly string[];
  readonly assignments: readonly string[];
  readonly values: Values;
}

/**
 * The one write that authenticates a key, checks its state, expiry and plan, and counts.
 *
 * In the second that the caller believes to be the latest it asks for the few attributes that it
 * changes; else for the whole item, to learn what to believe.
 */
export function admissionWrite(tableName: string, attempt: AdmissionAttempt): AdmissionWrite {
  const key = keyItemKey(attempt.keyId);
  const parts = [authenticity(attempt), liveness(attempt), room(attempt), use];
  const conditions = parts.flatMap((part) => part.conditions);
  const assignments = parts.flatMap((part) => part.assignments);
  return {
    TableName: tableName,
    Key: { pk: { S: key.pk }, sk: { S: key.sk } },
    ConditionExpression: conditions.join(" AND "),
    UpdateExpression: `SET ${assignments.join(", ")}`,
    // A reserved word of DynamoDB's expressions.
    ExpressionAttributeNames: { "#plan": "plan" },
    ExpressionAttributeValues: Object.assign({}, ...parts.map((part) => part.values)),
    ReturnValues: isInBelievedSecond(attempt) ? "UPDATED_NEW" : "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

/** The presented key is this item's; its digest moves to the active pepper where it has to. */
function authenticity({ digest, upgradedDigest }: AdmissionAttempt): Clauses {
  const exists = "attribute_exists(pk)";
  const matches = "digest = :digest";
  const values: Values = { ":digest": binary(digest.bytes) };
  if (!upgradedDigest) return { conditions: [exists, matches], assignments: [], values };
  return {
    conditions: [exists, matches],
    assignments: ["digest = :upgraded_digest", "pepper_version = :upgraded_version"],
    values: {
      ...values,
      ":upgraded_digest": binary(upgradedDigest.bytes),
      ":upgraded_version": { S: upgradedDigest.pepperVersion },
    },
  };
}

/** Neither paused, revoked nor expired, and on a plan that may call. */
function liveness({ nowEpochSeconds, belief }: AdmissionAttempt): Clauses {
  const isActive = "is_active = :true";
  const notRevoked = "attribute_not_exists(revoked_at)";
  const notExpired = "(attribute_not_exists(expires_at) OR expires_at > :now)";
  const eligible = belief
    ? { condition: "#plan = :plan", values: { ":plan": { S: belief.plan } } }
    : {
        condition: `#plan IN (${eligiblePlans.map((plan) => `:${plan}`).join(", ")})`,
        values: Object.fromEntries(eligiblePlans.map((plan) => [`:${plan}`, { S: plan }])),
      };
  return {
    conditions: [isActive, notRevoked, notExpired, eligible.condition],
    assignments: [],
    values: { ":true": { BOOL: true }, ":now": number(nowEpochSeconds), ...eligible.values },
  };
}

/** The window has room at the attempted second, and the request takes its place in it. */
function room({ belief, second }: AdmissionAttempt): Clauses {
  if (!belief || isPast(belief.window, second)) return roomAfterAMinuteIdle(second);
  return second === belief.window.second
    ? roomInTheSameSecond(belief)
    : roomInALaterSecond(belief, second);
}

/** Whatever the window held has left it. A limit of 0 admits nothing even then. */
function roomAfterAMinuteIdle(second: number): Clauses {
  const allPast = "t < :visible_from";
  return {
    conditions: [allPast, "rate_limit_per_minute >= :one"],
    assignments: ["w = :no_closed", "n = :one", "t = :second"],
    values: {
      ":visible_from": number(second - spanSeconds),
      ":no_closed": { L: emptyWindow.closed.map(number) },
      ":one": number(1),
      ":second": number(second),
    },
  };
}

function roomInTheSameSecond(belief: KeyRecord): Clauses {
  return {
    conditions: ["t = :believed_second", "n <= :most_before", "rate_limit_per_minute = :limit"],
    assignments: ["n = n + :one"],
    values: { ...roomValues(belief, belief.window.second), ":one": number(1) },
  };
}

/**
 * The believed second closes: its count, whatever it has become, moves to its slot, and the slots
 * of the idle seconds since are cleared.
 */
function roomInALaterSecond(belief: KeyRecord, second: number): Clauses {
  const stale = staleSlots(belief.window, second);
  return {
    conditions: ["t = :believed_second", "n <= :most_before", "rate_limit_per_minute = :limit"],
    assignments: [
      `w[${slotOf(belief.window.second)}] = n`,
      ...stale.map((slot) => `w[${slot}] = :zero`),
      "n = :one",
      "t = :second",
    ],
    values: {
      ...roomValues(belief, second),
      ":one": number(1),
      ":second": number(second),
      ...(stale.length > 0 ? { ":zero": number(0) } : {}),
    },
  };
}

function roomValues(belief: KeyRecord, second: number): Values {
  const { rateLimitPerMinute, window } = belief;
  return {
    ":believed_second": number(window.second),
    ":most_before": number(rateLimitPerMinute - 1 - closedCount(window, second)),
    ":limit": number(rateLimitPerMinute),
  };
}

/** What the count costs nothing to keep beside it. */
const use: Clauses = {
  conditions: [],
  assignments: ["total_requests = total_requests + :one"],
  values: { ":one": number(1) },
};

function number(value: number): AttributeValue {
  return { N: String(value) };
}

function binary(bytes: Uint8Array): AttributeValue {
  return { B: Buffer.from(bytes).toString("base64") };
}

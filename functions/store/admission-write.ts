import type { AdmissionAttempt } from "../domain/admission.ts";
import type { KeyRecord } from "../domain/key-record.ts";
import { eligiblePlans } from "../domain/plan.ts";
import {
  closedCount,
  emptyWindow,
  isPast,
  joinBounds,
  slotOf,
  spanSeconds,
  staleSlots,
} from "../domain/rolling-window.ts";
import { dayOf, daySlot, firstSecondOf, staleDaySlots } from "../domain/usage.ts";
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
function authenticity(attempt: AdmissionAttempt): Clauses {
  const { digest, upgradedDigest, secret, second } = attempt;
  const prefix = secret === "current" ? "" : "previous_";
  const exists = "attribute_exists(pk)";
  const matches = `${prefix}digest = :digest`;
  const isInGrace = "previous_until > :now";
  const upgrade = [
    `${prefix}digest = :upgraded_digest`,
    `${prefix}pepper_version = :upgraded_version`,
  ];
  return {
    conditions: [exists, matches, ...(secret === "previous" ? [isInGrace] : [])],
    assignments: [
      ...(upgradedDigest ? upgrade : []),
      ...(secret === "previous" ? ["previous_used_at = :second"] : []),
    ],
    values: {
      ":digest": binary(digest.bytes),
      ...(secret === "previous" ? { ":second": number(second) } : {}),
      ...(upgradedDigest
        ? {
            ":upgraded_digest": binary(upgradedDigest.bytes),
            ":upgraded_version": { S: upgradedDigest.pepperVersion },
          }
        : {}),
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
function room({ belief, second, joins }: AdmissionAttempt): Clauses {
  if (!belief) return roomOfAnIdleKey(second);
  if (joins) return roomInARivalsSecond(belief, second);
  if (second === belief.window.second) return roomInTheSameSecond(belief);
  return isPast(belief.window, second)
    ? roomAfterAMinute(belief, second)
    : roomInALaterSecond(belief, second);
}

/** The key is taken to have been used earlier on this day, but not within a minute. */
function roomOfAnIdleKey(second: number): Clauses {
  const allPast = "t < :visible_from";
  const isSameDay = "t >= :day_begins";
  return {
    conditions: [allPast, isSameDay, hasAnyLimit],
    assignments: [...newWindow, countToday(second)],
    values: {
      ...newWindowValues(second),
      ":visible_from": number(second - spanSeconds),
      ":day_begins": number(firstSecondOf(dayOf(second))),
    },
  };
}

/** Whatever the window held has left it. */
function roomAfterAMinute(belief: KeyRecord, second: number): Clauses {
  const day = daysSince(belief, second);
  return {
    conditions: [isLatestSecond, hasAnyLimit],
    assignments: [...newWindow, ...day.assignments],
    values: {
      ...newWindowValues(second),
      ":believed_second": number(belief.window.second),
      ...day.values,
    },
  };
}

function roomInTheSameSecond(belief: KeyRecord): Clauses {
  const { second } = belief.window;
  return {
    conditions: [isLatestSecond, hasRoom, hasBelievedLimit],
    assignments: ["n = n + :one", countToday(second)],
    values: roomValues(belief, second),
  };
}

/**
 * The believed second closes: its count, whatever it has become, moves to its slot, and the slots
 * of the idle seconds since are cleared.
 */
function roomInALaterSecond(belief: KeyRecord, second: number): Clauses {
  const stale = staleSlots(belief.window, second);
  const day = daysSince(belief, second);
  return {
    conditions: [isLatestSecond, hasRoom, hasBelievedLimit],
    assignments: [
      `w[${slotOf(belief.window.second)}] = n`,
      ...stale.map((slot) => `w[${slot}] = :zero`),
      "n = :one",
      "t = :second",
      ...day.assignments,
    ],
    values: {
      ...roomValues(belief, second),
      ":second": number(second),
      ...(stale.length > 0 ? zero : {}),
      ...day.values,
    },
  };
}

/** Someone else has begun the second, and closed those before it with what they held by then. */
function roomInARivalsSecond(belief: KeyRecord, second: number): Clauses {
  const { rateLimitPerMinute, window } = belief;
  const { slots, mostInEach, mostBefore } = joinBounds(window, rateLimitPerMinute, second);
  return {
    conditions: [
      isLatestSecond,
      ...slots.map((slot) => `w[${slot}] <= :most_in_each`),
      hasRoom,
      hasBelievedLimit,
    ],
    assignments: ["n = n + :one", countToday(second)],
    values: {
      ":believed_second": number(second),
      ":most_in_each": number(mostInEach),
      ":most_before": number(mostBefore),
      ":limit": number(rateLimitPerMinute),
    },
  };
}

const isLatestSecond = "t = :believed_second";
const hasRoom = "n <= :most_before";
const hasBelievedLimit = "rate_limit_per_minute = :limit";
/** A limit of 0 admits nothing, even into an empty window. */
const hasAnyLimit = "rate_limit_per_minute >= :one";

const newWindow = ["w = :no_closed", "n = :one", "t = :second"];

function newWindowValues(second: number): Values {
  return { ":no_closed": { L: emptyWindow.closed.map(number) }, ":second": number(second) };
}

function roomValues(belief: KeyRecord, second: number): Values {
  const { rateLimitPerMinute, window } = belief;
  return {
    ":believed_second": number(window.second),
    ":most_before": number(rateLimitPerMinute - 1 - closedCount(window, second)),
    ":limit": number(rateLimitPerMinute),
  };
}

/** Counts the request in its day, and clears the counters of the days without traffic before it. */
function daysSince(belief: KeyRecord, second: number): Omit<Clauses, "conditions"> {
  const today = dayOf(second);
  const stale = staleDaySlots(dayOf(belief.window.second), today);
  if (stale.length === 0) return { assignments: [countToday(second)], values: {} };
  const idle = stale.filter((slot) => slot !== daySlot(today));
  return {
    assignments: [`d[${daySlot(today)}] = :one`, ...idle.map((slot) => `d[${slot}] = :zero`)],
    values: idle.length > 0 ? zero : {},
  };
}

function countToday(second: number): string {
  const slot = daySlot(dayOf(second));
  return `d[${slot}] = d[${slot}] + :one`;
}

/** What the count costs nothing to keep beside it. */
const use: Clauses = {
  conditions: [],
  assignments: ["total_requests = total_requests + :one"],
  values: { ":one": number(1) },
};

const zero: Values = { ":zero": { N: "0" } };

function number(value: number): AttributeValue {
  return { N: String(value) };
}

function binary(bytes: Uint8Array): AttributeValue {
  return { B: Buffer.from(bytes).toString("base64") };
}

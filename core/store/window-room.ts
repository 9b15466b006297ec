import type { AdmissionAttempt } from "../admission/admission.ts";
import {
  closedCount,
  emptyWindow,
  isPast,
  joinBounds,
  slotOf,
  spanSeconds,
  staleSlots,
} from "../admission/rolling-window.ts";
import type { KeyRecord } from "../key/key-record.ts";
import { dayOf, daySlot, firstSecondOf, staleDaySlots } from "../key/usage.ts";
import { type Clauses, number, type Values, zero } from "./clauses.ts";

/** The window has room at the attempted second, and the request takes its place in it. */
export function room(attempt: AdmissionAttempt): Clauses {
  const { conditions, assignments, values } = roomFor(attempt);
  return { conditions, assignments, values: { ...values, ":cost": number(attempt.cost) } };
}

function roomFor({ expectedItem, second, cost, isOptimisticJoin }: AdmissionAttempt): Clauses {
  if (!expectedItem) return roomOfAnIdleKey(second);
  if (isOptimisticJoin) return roomInAContendedSecond(expectedItem, second, cost);
  if (second === expectedItem.window.second) return roomInTheSameSecond(expectedItem, cost);
  return isPast(expectedItem.window, second)
    ? roomAfterAMinute(expectedItem, second)
    : roomInALaterSecond(expectedItem, second, cost);
}

/** The key is taken to have been used earlier on this day, but not within a minute. */
function roomOfAnIdleKey(second: number): Clauses {
  return {
    conditions: ["t < :visible_from", "t >= :day_begins", hasAnyLimit],
    assignments: [...newWindow, countToday(second)],
    values: {
      ...newWindowValues(second),
      ":visible_from": number(second - spanSeconds),
      ":day_begins": number(firstSecondOf(dayOf(second))),
    },
  };
}

/** Whatever the window held has left it. */
function roomAfterAMinute(expectedItem: KeyRecord, second: number): Clauses {
  const day = daysSince(expectedItem, second);
  return {
    conditions: [isLatestSecond, hasAnyLimit],
    assignments: [...newWindow, ...day.assignments],
    values: {
      ...newWindowValues(second),
      ":expected_second": number(expectedItem.window.second),
      ...day.values,
    },
  };
}

function roomInTheSameSecond(expectedItem: KeyRecord, cost: number): Clauses {
  const { second } = expectedItem.window;
  return {
    conditions: [isLatestSecond, hasRoom, hasBelievedLimit],
    assignments: ["n = n + :cost", countToday(second)],
    values: roomValues(expectedItem, second, cost),
  };
}

/**
 * The expected second closes: its count, whatever it has become, moves to its slot, and the slots
 * of the idle seconds since are cleared.
 */
function roomInALaterSecond(expectedItem: KeyRecord, second: number, cost: number): Clauses {
  const stale = staleSlots(expectedItem.window, second);
  const day = daysSince(expectedItem, second);
  return {
    conditions: [isLatestSecond, hasRoom, hasBelievedLimit],
    assignments: [
      `w[${slotOf(expectedItem.window.second)}] = n`,
      ...stale.map((slot) => `w[${slot}] = :zero`),
      "n = :cost",
      "t = :second",
      ...day.assignments,
    ],
    values: {
      ...roomValues(expectedItem, second, cost),
      ":second": number(second),
      ...(stale.length > 0 ? zero : {}),
      ...day.values,
    },
  };
}

/** Someone else has begun the second, and closed those before it with what they held by then. */
function roomInAContendedSecond(expectedItem: KeyRecord, second: number, cost: number): Clauses {
  const { rateLimitPerMinute, window } = expectedItem;
  const { slots, mostInEach, mostBefore } = joinBounds(window, rateLimitPerMinute, second, cost);
  return {
    conditions: [
      isLatestSecond,
      ...slots.map((slot) => `w[${slot}] <= :most_in_each`),
      hasRoom,
      hasBelievedLimit,
    ],
    assignments: ["n = n + :cost", countToday(second)],
    values: {
      ":expected_second": number(second),
      ":most_in_each": number(mostInEach),
      ":most_before": number(mostBefore),
      ":limit": number(rateLimitPerMinute),
    },
  };
}

const isLatestSecond = "t = :expected_second";
const hasRoom = "n <= :most_before";
const hasBelievedLimit = "rate_limit = :limit";
/** A cost above the limit fits into no window, not even an empty one. */
const hasAnyLimit = "rate_limit >= :cost";

const newWindow = ["w = :no_closed", "n = :cost", "t = :second"];

function newWindowValues(second: number): Values {
  return { ":no_closed": { L: emptyWindow.closed.map(number) }, ":second": number(second) };
}

function roomValues(expectedItem: KeyRecord, second: number, cost: number): Values {
  const { rateLimitPerMinute, window } = expectedItem;
  return {
    ":expected_second": number(window.second),
    ":most_before": number(rateLimitPerMinute - cost - closedCount(window, second)),
    ":limit": number(rateLimitPerMinute),
  };
}

/** Counts the request in its day, and clears the counters of the days without traffic before it. */
function daysSince(expectedItem: KeyRecord, second: number): Omit<Clauses, "conditions"> {
  const today = dayOf(second);
  const stale = staleDaySlots(dayOf(expectedItem.window.second), today);
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

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
export function room({ belief, second, joins }: AdmissionAttempt): Clauses {
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

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
import { number, type Update } from "./update.ts";

/** Requires that the window has room at the attempted second, and takes the request's place in it. */
export function takeWindowRoom(update: Update, attempt: AdmissionAttempt): void {
  const { expectedItem, second, cost, isOptimisticJoin } = attempt;
  update.let(":cost", cost);
  if (!expectedItem) {
    inAnIdleKey(update, second);
    return;
  }
  const { window } = expectedItem;
  update.when("t = :expected_second");
  update.let(":expected_second", isOptimisticJoin ? second : window.second);
  if (isPast(window, second)) {
    // Whatever the window held has left it.
    beginWindow(update, second);
    countDaysSince(update, expectedItem, second);
    return;
  }
  const limit = expectedItem.rateLimitPerMinute;
  if (isOptimisticJoin) boundWhatIsUnknown(update, expectedItem, second, cost);
  else update.let(":most_before", limit - cost - closedCount(window, second));
  update.when(`${hasRoom} AND rate_limit = :limit`);
  update.let(":limit", limit);
  if (isOptimisticJoin || second === window.second) {
    update.set("n = n + :cost");
    countToday(update, second);
  } else {
    beginLaterSecond(update, expectedItem, second);
  }
}

const hasRoom = "n <= :most_before";

/** The key is taken to have been used earlier on this day, but not within a minute. */
function inAnIdleKey(update: Update, second: number): void {
  update.when("t < :visible_from AND t >= :day_begins");
  update.let(":visible_from", second - spanSeconds);
  update.let(":day_begins", firstSecondOf(dayOf(second)));
  beginWindow(update, second);
  countToday(update, second);
}

function beginWindow(update: Update, second: number): void {
  // A cost above the limit fits into no window, not even an empty one.
  update.when("rate_limit >= :cost");
  update.set("w = :no_closed");
  update.values[":no_closed"] = { L: emptyWindow.closed.map(number) };
  beginSecond(update, second);
}

function beginSecond(update: Update, second: number): void {
  update.set("n = :cost, t = :second");
  update.let(":second", second);
}

/**
 * The expected second closes: its count, whatever it has become, moves to its slot, and the slots
 * of the idle seconds since are cleared.
 */
function beginLaterSecond(update: Update, expectedItem: KeyRecord, second: number): void {
  const { window } = expectedItem;
  update.set(`w[${slotOf(window.second)}] = n`);
  for (const slot of staleSlots(window, second)) clear(update, `w[${slot}]`);
  beginSecond(update, second);
  countDaysSince(update, expectedItem, second);
}

/** Someone else has begun the second, and closed those before it with what they held by then. */
function boundWhatIsUnknown(
  update: Update,
  { window, rateLimitPerMinute }: KeyRecord,
  second: number,
  cost: number,
): void {
  const { slots, mostInEach, mostBefore } = joinBounds(window, rateLimitPerMinute, second, cost);
  for (const slot of slots) update.when(`w[${slot}] <= :most_in_each`);
  update.let(":most_in_each", mostInEach);
  update.let(":most_before", mostBefore);
}

/** Counts the request in its day, and clears the counters of the days without traffic before it. */
function countDaysSince(update: Update, { window }: KeyRecord, second: number): void {
  const today = dayOf(second);
  const stale = staleDaySlots(dayOf(window.second), today);
  if (stale.length === 0) {
    countToday(update, second);
    return;
  }
  const slotOfToday = daySlot(today);
  update.set(`d[${slotOfToday}] = :one`);
  for (const slot of stale) if (slot !== slotOfToday) clear(update, `d[${slot}]`);
}

function countToday(update: Update, second: number): void {
  const counter = `d[${daySlot(dayOf(second))}]`;
  update.set(`${counter} = ${counter} + :one`);
}

function clear(update: Update, counter: string): void {
  update.set(`${counter} = :zero`);
  update.let(":zero", 0);
}

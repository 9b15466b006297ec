/*
 * A rolling window of one-second buckets, held in the key's own item.
 *
 * The window at second b shows the 61 seconds b-60 … b. Any 60 seconds of real time touch at most
 * 61 whole seconds, so keeping their sum within the limit gives both guarantees:
 *
 *   safety    in no 60 seconds does a key get more units than its limit admitted;
 *   liveness  a request is refused only if its cost, with the units admitted in the 61 seconds
 *             before it, exceeds the limit.
 *
 * Seconds before the latest one with traffic are closed: their counters never change again. Their
 * sum is therefore a constant that a caller who has seen it may put into the condition of a write.
 */

/** How many seconds back a request still counts, besides the current second. */
export const spanSeconds = 60;

/** The traffic of one key. `closed` has one counter a slot; a second's slot is it modulo 60. */
export interface RollingWindow {
  /** The latest second with an admitted request, Unix time; 0 before the first. */
  readonly second: number;
  /** Units admitted in that second: a request counts for its cost. */
  readonly count: number;
  /** Units admitted in each of the 60 seconds before it, by slot. */
  readonly closed: readonly number[];
}

export const emptyWindow: RollingWindow = {
  second: 0,
  count: 0,
  closed: new Array<number>(spanSeconds).fill(0),
};

/**
 * The second that a request counts in. A container whose clock lags joins the window's own second,
 * so that the window never runs backwards.
 */
export function currentSecond(window: RollingWindow, nowEpochMs: number): number {
  return Math.max(Math.floor(nowEpochMs / 1000), window.second);
}

export function slotOf(second: number): number {
  return second % spanSeconds;
}

/** Whether nothing that the window holds is visible from `second` any more. */
export function isPast(window: RollingWindow, second: number): boolean {
  return second - window.second > spanSeconds;
}

/** Units admitted in the closed seconds visible from `second`, the window's latest excluded. */
export function closedCount(window: RollingWindow, second: number): number {
  if (isPast(window, second)) return 0;
  let sum = 0;
  for (let past = second - spanSeconds; past < window.second; past++) {
    sum += window.closed[slotOf(past)] ?? 0;
  }
  return sum;
}

/** Units admitted in the 61 seconds visible from `second`. */
export function admittedCount(window: RollingWindow, second: number): number {
  return isPast(window, second) ? 0 : closedCount(window, second) + window.count;
}

/** How many more units `limit` allows at `second`. */
export function remainingAt(window: RollingWindow, limit: number, second: number): number {
  return Math.max(0, limit - admittedCount(window, second));
}

/**
 * The slots that a write at a later `second` has to clear: those of the seconds without traffic
 * between the window's latest and `second`, whose slots still hold what was counted a minute
 * earlier. The latest second's own slot is not among them; its count moves there.
 */
export function staleSlots(window: RollingWindow, second: number): number[] {
  const slots: number[] = [];
  for (let idle = window.second + 1; idle < second; idle++) {
    if (window.closed[slotOf(idle)] !== 0) slots.push(slotOf(idle));
  }
  return slots;
}

/** The window after `cost` more units are admitted at `second`, which must not lie before its own. */
export function admit(window: RollingWindow, second: number, cost: number): RollingWindow {
  if (second === window.second) return { ...window, count: window.count + cost };
  if (isPast(window, second)) return { second, count: cost, closed: emptyWindow.closed };
  const closed = [...window.closed];
  closed[slotOf(window.second)] = window.count;
  for (const slot of staleSlots(window, second)) closed[slot] = 0;
  return { second, count: cost, closed };
}

/**
 * The first second from `second` on at which so many units fit, if none are admitted before: when
 * enough of the oldest traffic has left the window.
 *
 * @param units up to `limit`, and more than fit at `second`
 */
export function fittingSecond(
  window: RollingWindow,
  limit: number,
  second: number,
  units: number,
): number {
  const toLeave = admittedCount(window, second) + units - limit;
  if (toLeave <= 0) return second;
  let left = 0;
  for (let past = second - spanSeconds; past < window.second; past++) {
    left += window.closed[slotOf(past)] ?? 0;
    if (left >= toLeave) return past + spanSeconds + 1;
  }
  return Math.max(window.second, second - spanSeconds) + spanSeconds + 1;
}

/** Bounds under which a request may join a second that someone else has begun; see `joinBounds`. */
export interface JoinBounds {
  /** The slots of the seconds since the known one, that one included. */
  readonly slots: readonly number[];
  /** The most that each of those slots may hold. */
  readonly mostInEach: number;
  /** The most that the joined second may hold before the request. */
  readonly mostBefore: number;
}

/**
 * Shares the room that is left evenly among the seconds of which the window knows nothing yet: as
 * long as none of them exceeds its share, the sum of all is within the limit, whatever they hold.
 *
 * @param second lies after the window's own, by no more than the window spans
 */
export function joinBounds(
  window: RollingWindow,
  limit: number,
  second: number,
  cost: number,
): JoinBounds {
  const unknown = second - window.second;
  const room = limit - cost - closedCount(window, second);
  const mostInEach = Math.floor(room / (unknown + 1));
  const slots = Array.from({ length: unknown }, (_, index) => slotOf(window.second + index));
  return { slots, mostInEach, mostBefore: room - unknown * mostInEach };
}

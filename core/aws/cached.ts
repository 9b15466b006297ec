import type { Deadline } from "../time/deadline.ts";
import { withTimeout } from "../time/with-timeout.ts";

/** A value that is fetched when first needed and again once it is older than `maximumAgeMs`. */
export interface Cached<T> {
  get(deadline: Deadline): Promise<T>;
  /** Fetches anew, for a caller who knows that the cached value is out of date. */
  refresh(deadline: Deadline): Promise<T>;
  /**
   * Gets the value, and fetches it anew if it does not suffice, unless that was done a moment ago: what
   * asks for more than there is may be made up.
   */
  getSufficient(deadline: Deadline, suffices: (value: T) => boolean): Promise<T>;
}

/**
 * Keeps one value. Callers at the same time share one fetch; a failed fetch is forgotten, so the
 * next caller tries again.
 *
 * A fetch ends with the deadline of the caller who began it. Others wait for it no longer than their
 * own, and where it fails, fetch for themselves. It must only read: in a container that is frozen it
 * may go on in a later event.
 *
 * @param cooldownMs how soon at the earliest `getSufficient` fetches again
 */
export function cached<T>(
  fetch: (deadline: Deadline) => Promise<T>,
  maximumAgeMs: number,
  nowEpochMs: () => number,
  cooldownMs = 0,
): Cached<T> {
  let refetchedAtEpochMs = -Infinity;
  let current: { value: T; askedAtEpochMs: number } | undefined;
  let inFlight: Promise<T> | undefined;

  function begin(deadline: Deadline): Promise<T> {
    // The value may be as old as the question, however late the answer comes.
    const askedAtEpochMs = nowEpochMs();
    const begun = fetch(deadline)
      .then((value) => {
        current = { value, askedAtEpochMs };
        return value;
      })
      .finally(() => {
        inFlight = undefined;
      });
    inFlight = begun;
    return begun;
  }

  async function refresh(deadline: Deadline): Promise<T> {
    if (!inFlight) return begin(deadline);
    try {
      return await withTimeout(inFlight, deadline.remainingMs);
    } catch (error) {
      if (deadline.remainingMs === 0) throw error;
      return withTimeout(inFlight ?? begin(deadline), deadline.remainingMs);
    }
  }

  async function get(deadline: Deadline): Promise<T> {
    return current && isWithin(maximumAgeMs, current.askedAtEpochMs)
      ? current.value
      : refresh(deadline);
  }

  /** The distance, since a clock that was set back must not prolong it. */
  function isWithin(ms: number, epochMs: number): boolean {
    return Math.abs(nowEpochMs() - epochMs) < ms;
  }

  return {
    refresh,
    get,
    async getSufficient(deadline, suffices) {
      const known = await get(deadline);
      if (suffices(known) || isWithin(cooldownMs, refetchedAtEpochMs)) return known;
      const fresh = await refresh(deadline);
      // Not before: while nothing can be fetched, nothing is known to be made up.
      refetchedAtEpochMs = nowEpochMs();
      return fresh;
    },
  };
}

const minute = 60;
const hour = 60 * minute;

/**
 * The pauses between attempts to deliver a webhook, in seconds: 25 hours in all. Visibility timeouts
 * of SQS are at most 12 hours.
 */
export const pausesSeconds = [
  5,
  30,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  9 * hour,
] as const;

/** The attempts that a webhook gets before it goes to the dead-letter queue. */
export const attempts = pausesSeconds.length + 1;

/** A pause is longer by up to this share, so that a receiver does not get all retries at once. */
const jitter = 0.1;

/**
 * The pause after an attempt that failed. A receiver may ask for a longer one, but for no longer than the
 * pause after the next attempt, so that all attempts still take about a day.
 *
 * @param attempt 1 for the first one
 * @param random a number from 0 to 1
 * @param askedSeconds the receiver's `Retry-After`
 * @returns 0 after the last one, so that SQS moves the message to the dead-letter queue
 */
export function pauseSecondsAfter(attempt: number, random: number, askedSeconds = 0): number {
  const pause = pausesSeconds[attempt - 1];
  if (pause === undefined) return 0;
  const granted = Math.min(askedSeconds, pausesSeconds[attempt] ?? pause);
  return Math.round(Math.max(pause, granted) * (1 + jitter * random));
}

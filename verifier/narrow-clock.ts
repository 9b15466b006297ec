import type { TableClock } from "./table-clock.ts";

const sufficientMs = 100;
/** Each halves what is not known, down to a round trip and the tolerance. */
const mostAsked = 6;
const secondMs = 1_000;

/**
 * Narrows what is not known of the table's clock, by asking when a second is estimated to turn: the
 * answer's `Date` tells on which side of that the turn was.
 *
 * @param ask makes a request to the table
 * @param pause waits so many milliseconds
 */
export async function narrowClock(
  clock: TableClock,
  ask: () => Promise<unknown>,
  pause: (ms: number) => Promise<unknown>,
): Promise<void> {
  for (let asked = 0; asked < mostAsked && clock.uncertaintyMs() > sufficientMs; asked++) {
    await pause(secondMs - (clock.nowEpochMs() % secondMs));
    await ask();
  }
}

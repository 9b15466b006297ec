import { setTimeout as pause } from "node:timers/promises";

const patienceMs = 15_000;
const betweenMs = 50;

/**
 * Waits until an expectation holds, as a page needs a moment to show what happened. Playwright's
 * own way to wait for a condition evaluates it in the page, which the page's policy forbids.
 *
 * @throws what the expectation last threw, where it does not come to hold
 */
export async function eventually(expectation: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(betweenMs);
    }
  }
}

import { setTimeout as pause } from "node:timers/promises";

/** Less than a test has, so that a failure names the expectation. */
const patienceMs = 100_000;
const betweenMs = 50;

/**
 * Waits until an expectation holds, as a page or a process needs a moment to show what happened. A
 * busy machine needs a longer one. Playwright's own way to wait for a condition evaluates it in the
 * page, which the page's policy forbids.
 *
 * @throws what the expectation last threw, where it does not come to hold
 */
export async function eventually(expectation: () => Promise<void> | void): Promise<void> {
  // Not Date.now(), which tests set ahead.
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(betweenMs);
    }
  }
}

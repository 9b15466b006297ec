/** The same items kept being changed by others; nothing was written. */
export class BusyError extends Error {
  override readonly name = "BusyError";
}

const maximumAttempts = 12;
const firstBackoffMs = 10;
const greatestBackoffMs = 200;

/** An attempt's result; `undefined` says that it met a change by someone else and should be made anew. */
export type Attempt<T> = () => Promise<T | undefined>;

/**
 * Reads, decides and writes until the write meets what was read: optimistic concurrency, with full
 * jitter between attempts.
 *
 * @throws BusyError after twelve attempts, about a second and a half
 */
export async function untilUndisturbed<T>(attempt: Attempt<T>, random: () => number): Promise<T> {
  for (let attempts = 0; attempts < maximumAttempts; attempts++) {
    const result = await attempt();
    if (result !== undefined) return result;
    const backoffMs = Math.min(firstBackoffMs * 2 ** attempts, greatestBackoffMs) * random();
    await new Promise((resolve) => setTimeout(resolve, backoffMs));
  }
  throw new BusyError("the items kept being changed by others");
}

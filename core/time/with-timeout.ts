import { DeadlineError } from "./deadline.ts";

/**
 * Rejects with DeadlineError after `ms`, else settles as `promise` does. The work itself goes on, as
 * others may be waiting for it too.
 */
export function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineError(`not done within ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

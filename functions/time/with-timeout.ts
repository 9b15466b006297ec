import { DeadlineError } from "./deadline.ts";

/**
 * Waits for `promise`, but no longer than `ms`: for what others may be waiting for, too, so that it
 * cannot be cancelled. Rejects with DeadlineError, or as `promise` does.
 */
export function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineError(`not done within ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** What was waited for took too long. It may still happen. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/** Waits no longer than that. Rejects with DeadlineError, or as `promise` does. */
export function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineError(`not done within ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

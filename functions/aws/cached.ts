/** A value that is fetched when first needed and again once it is older than `maximumAgeMs`. */
export interface Cached<T> {
  get(): Promise<T>;
  /** Fetches anew, for a caller who knows that the cached value is out of date. */
  refresh(): Promise<T>;
}

/**
 * Keeps one value. Callers at the same time share one fetch; a failed fetch is forgotten, so the
 * next caller tries again.
 */
export function cached<T>(
  fetch: () => Promise<T>,
  maximumAgeMs: number,
  nowEpochMs: () => number,
): Cached<T> {
  let current: { value: T; fetchedAtEpochMs: number } | undefined;
  let inFlight: Promise<T> | undefined;

  function refresh(): Promise<T> {
    inFlight ??= fetch()
      .then((value) => {
        current = { value, fetchedAtEpochMs: nowEpochMs() };
        return value;
      })
      .finally(() => {
        inFlight = undefined;
      });
    return inFlight;
  }

  return {
    refresh,
    async get() {
      // The distance, since a clock that was set back must not keep a value for longer.
      const isFresh = current && Math.abs(nowEpochMs() - current.fetchedAtEpochMs) < maximumAgeMs;
      return current && isFresh ? current.value : refresh();
    },
  };
}

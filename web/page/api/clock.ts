export interface Clock {
  /** Unix time in whole seconds, by the service's clock. */
  now(): number;
  /** Sets the clock from the `Date` header of a response. */
  note(date: string | null): void;
}

/** `Date` has whole seconds and takes a while to arrive; smaller differences are ignored. */
const toleranceSeconds = 5;

/**
 * Tells the time by the service's clock. That clock decides when a key expires, and many computers
 * are wrong by minutes.
 */
export function createClock(nowEpochMs: () => number): Clock {
  let aheadSeconds = 0;
  const own = () => Math.floor(nowEpochMs() / 1000);
  return {
    now: () => own() + aheadSeconds,
    note(date) {
      const theirs = date === null ? Number.NaN : Math.floor(Date.parse(date) / 1000);
      const ahead = theirs - own();
      if (Number.isNaN(ahead)) return;
      aheadSeconds = Math.abs(ahead) > toleranceSeconds ? ahead : 0;
    },
  };
}

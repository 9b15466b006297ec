export interface Clock {
  /** Unix time in whole seconds, as the service has it. */
  now(): number;
  /** Takes the `Date` of an answer. */
  note(date: string | null): void;
}

/** `Date` has whole seconds and is a while under way; what is nearer than that is no difference. */
const toleranceSeconds = 5;

/**
 * Tells the time by the service's clock: when a key expires is for that to say, and many a
 * computer's own is wrong by minutes.
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

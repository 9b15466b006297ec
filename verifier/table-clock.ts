/** The time at the table, as far as its answers tell. */
export interface TableClock {
  /** How often it was learnt from nothing, or from an answer that contradicted those before. */
  readonly beginnings: number;
  /** Whether it is known well enough to count by. It may cease to be, such as after a suspension. */
  isKnown(): boolean;
  /** @throws Error before the first answer */
  nowEpochMs(): number;
  /** By how much that may be wrong at the most. */
  uncertaintyMs(): number;
  /** For signatures: this server's own clock as long as nothing better is known. */
  signingEpochMs(): number;
  /**
   * Takes the `Date` of an answer, which the table made at some moment between these two.
   *
   * @param date undefined or malformed ones are ignored
   * @param sentMs when its request began, by the monotonic clock
   * @param receivedMs when it had come
   */
  learn(date: string | undefined, sentMs: number, receivedMs: number): void;
}

export interface LocalClocks {
  /** Milliseconds since a fixed moment; never runs backwards. It may stand still during a suspension. */
  readonly monotonicMs: () => number;
  /** What this server takes for the time. */
  readonly wallEpochMs: () => number;
}

/** The offset of the table's clock to the monotonic one lies between these. */
interface Bounds {
  readonly low: number;
  readonly high: number;
  /** When that was known, by both local clocks. */
  readonly atMs: number;
  readonly atWallEpochMs: number;
}

/** `Date` has whole seconds. */
const dateStepMs = 1_000;
/** Servers of one endpoint differ a little, and some renew the text of `Date` late. */
const toleranceMs = 50;
/** How fast a local oscillator may be wrong: twice what NTP takes for the worst. */
const drift = 200e-6;
/** If it may be wrong by more than this, the table has to be asked again. */
const greatestUncertaintyMs = 1_500;
/** When the local clocks disagree by more, one was set or the other stood still. */
const greatestDisagreementMs = 1_000;

/**
 * Estimates the table's time, because a server's own clock may be minutes off, which would move every
 * key's window. Each answer bounds the offset to within a second and a round trip; together they
 * narrow it (narrow-clock.ts does so on purpose). The estimate is the middle.
 *
 * An answer that contradicts the bounds replaces them: the truth is more likely with the latest.
 */
export function createTableClock({ monotonicMs, wallEpochMs }: LocalClocks): TableClock {
  let bounds: Bounds | undefined;
  let beginnings = 0;
  let latest: { readonly text: string; readonly epochMs: number } | undefined;

  function epochMsOf(text: string): number {
    if (latest?.text !== text) latest = { text, epochMs: Date.parse(text) };
    return latest.epochMs;
  }

  function isContinuous({ atMs, atWallEpochMs }: Bounds, nowMs: number): boolean {
    const disagreement = wallEpochMs() - atWallEpochMs - (nowMs - atMs);
    return Math.abs(disagreement) <= greatestDisagreementMs;
  }

  return {
    get beginnings() {
      return beginnings;
    },
    isKnown() {
      const nowMs = monotonicMs();
      if (!bounds || !isContinuous(bounds, nowMs)) return false;
      return uncertaintyOf(bounds, nowMs) <= greatestUncertaintyMs;
    },
    uncertaintyMs: () => (bounds ? uncertaintyOf(bounds, monotonicMs()) : Number.POSITIVE_INFINITY),
    nowEpochMs() {
      if (!bounds) throw new Error("the table's time is not known yet");
      return monotonicMs() + middleOf(bounds);
    },
    signingEpochMs() {
      const nowMs = monotonicMs();
      return bounds && isContinuous(bounds, nowMs) ? nowMs + middleOf(bounds) : wallEpochMs();
    },
    learn(date, sentMs, receivedMs) {
      const epochMs = date === undefined ? Number.NaN : epochMsOf(date);
      if (Number.isNaN(epochMs)) return;
      let low = epochMs - receivedMs - toleranceMs;
      let high = epochMs + dateStepMs - sentMs + toleranceMs;
      const before =
        bounds && isContinuous(bounds, receivedMs) ? widened(bounds, receivedMs) : undefined;
      if (before && before.low < high && low < before.high) {
        low = Math.max(low, before.low);
        high = Math.min(high, before.high);
      } else beginnings++;
      bounds = { low, high, atMs: receivedMs, atWallEpochMs: wallEpochMs() };
    },
  };
}

function middleOf({ low, high }: Pick<Bounds, "low" | "high">): number {
  return (low + high) / 2;
}

function uncertaintyOf(bounds: Bounds, nowMs: number): number {
  const { low, high } = widened(bounds, nowMs);
  return (high - low) / 2;
}

function widened({ low, high, atMs }: Bounds, nowMs: number) {
  const slackMs = Math.max(0, nowMs - atMs) * drift;
  return { low: low - slackMs, high: high + slackMs };
}

/** "AWS WAF checks the rate about every 10 seconds." */
export const usualPeriodMs = 10_000;

export interface RateOptions {
  readonly limit: number;
  readonly windowMs: number;
  /** Time between two checks of the rate. */
  readonly periodMs: number;
}

/**
 * Holds addresses back as a rate-based rule does. It counts by periods and checks at the end of each, over the
 * window before. A check takes effect one period later: on AWS "this delay is below 30 seconds" as a rule,
 * after the first excess as after the last one. Requests that are held back count too.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-caveats.html
 */
export class Rate {
  readonly #options: RateOptions;
  /** By period, the requests of each address. */
  readonly #counts = new Map<number, Map<string, number>>();
  #period = Number.NEGATIVE_INFINITY;
  #checked: ReadonlySet<string> = new Set();
  #heldBack: ReadonlySet<string> = new Set();

  constructor(options: RateOptions) {
    this.#options = options;
  }

  /** @returns whether the address is held back now */
  count(address: string, nowMs: number): boolean {
    this.#moveTo(Math.floor(nowMs / this.#options.periodMs));
    const counts = this.#counts.get(this.#period) ?? new Map<string, number>();
    counts.set(address, (counts.get(address) ?? 0) + 1);
    this.#counts.set(this.#period, counts);
    return this.#heldBack.has(address);
  }

  #moveTo(period: number): void {
    const periods = Math.ceil(this.#options.windowMs / this.#options.periodMs);
    // After a window and a period without requests nobody is held back.
    const first = Math.max(this.#period + 1, period - periods - 1);
    for (let ended = first; ended <= period; ended++) {
      this.#heldBack = this.#checked;
      this.#checked = this.#excessesBefore(ended, periods);
    }
    this.#period = Math.max(this.#period, period);
    for (const old of this.#counts.keys()) {
      if (old < this.#period - periods) this.#counts.delete(old);
    }
  }

  #excessesBefore(period: number, periods: number): ReadonlySet<string> {
    const sums = new Map<string, number>();
    for (let each = period - periods; each < period; each++) {
      for (const [address, count] of this.#counts.get(each) ?? []) {
        sums.set(address, (sums.get(address) ?? 0) + count);
      }
    }
    const { limit } = this.#options;
    return new Set([...sums].filter(([, sum]) => sum > limit).map(([address]) => address));
  }
}

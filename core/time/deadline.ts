/** Too little time was left for the next step. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/** The time that deadlines go by. Tests have a clock of their own, which they move. */
export interface Clock {
  /** Milliseconds since a fixed moment; never runs backwards. */
  now(): number;
  /** Calls back after so long. Returns what cancels that. */
  after(ms: number, callback: () => void): () => void;
}

const systemClock: Clock = {
  // Not `performance`, for which Node would load a module in a cold start.
  now() {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1e3 + nanoseconds / 1e6;
  },
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * The time that one request has. It is made where the request enters and handed down to every
 * attempt, pause and call, none of which may outlast it.
 *
 * With the answer the deadline is ended, and with it whatever still waits: on Lambda it would go on
 * inside a later event of the same container.
 */
export class Deadline {
  readonly #clock: Clock;
  #endsAtMs: number;
  readonly #cancels = new Set<() => void>();

  constructor(ms: number, clock: Clock = systemClock) {
    this.#clock = clock;
    this.#endsAtMs = clock.now() + ms;
  }

  /** 0 once the time is up or the request answered. */
  get remainingMs(): number {
    return Math.max(0, this.#endsAtMs - this.#clock.now());
  }

  /** @throws DeadlineError if less than `ms` is left */
  require(ms: number): void {
    if (this.remainingMs < ms) throw new DeadlineError(`less than ${ms} ms are left`);
  }

  /** Rejects with DeadlineError, at once if the pause would end after the deadline. */
  async pause(ms: number): Promise<void> {
    this.require(ms);
    await new Promise<void>((resolve, reject) => {
      const forget = this.onEnd(() => {
        cancel();
        reject(new DeadlineError("the request was answered meanwhile"));
      });
      const cancel = this.#clock.after(ms, () => {
        forget();
        resolve();
      });
    });
  }

  /**
   * Has something cancelled if the request is answered before.
   *
   * @returns what takes that back
   */
  onEnd(cancel: () => void): () => void {
    this.#cancels.add(cancel);
    return () => this.#cancels.delete(cancel);
  }

  /** The request is answered: cancels all that still waits, and leaves no time for anything. */
  end(): void {
    this.#endsAtMs = Number.NEGATIVE_INFINITY;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}

/** The part of Lambda's context that tells the time left for an invocation. */
export interface LambdaTime {
  getRemainingTimeInMillis(): number;
}

/** Time to hand over an answer before Lambda ends the function. */
const marginMs = 100;

/**
 * Answers a request within `budgetMs`, or what Lambda leaves if that is less. Nothing that was
 * given the deadline goes on after the answer.
 *
 * @param lambda absent if something other than Lambda invokes the function
 */
export async function withDeadline<T>(
  budgetMs: number,
  lambda: LambdaTime | undefined,
  answer: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const leftMs = lambda ? lambda.getRemainingTimeInMillis() - marginMs : budgetMs;
  const deadline = new Deadline(Math.min(budgetMs, leftMs));
  try {
    return await answer(deadline);
  } finally {
    deadline.end();
  }
}

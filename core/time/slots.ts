import { type Deadline, DeadlineError } from "./deadline.ts";

/** Lets at most `capacity` callers in at a time. The others wait in the order in which they came. */
export class Slots {
  #free: number;
  /** What lets each waiting caller in. A Set keeps their order and forgets one of them at once. */
  readonly #waiting = new Set<() => void>();

  constructor(capacity: number) {
    this.#free = capacity;
  }

  /** Rejects with DeadlineError if no slot becomes free in time. Each slot taken has to be given back. */
  async take(deadline: Deadline): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const stopWaiting = () => {
        clearTimeout(timer);
        forget();
        this.#waiting.delete(enter);
      };
      const enter = () => {
        stopWaiting();
        resolve();
      };
      const leave = () => {
        stopWaiting();
        reject(new DeadlineError("too many others were before this request"));
      };
      const timer = setTimeout(leave, deadline.remainingMs);
      const forget = deadline.onEnd(leave);
      this.#waiting.add(enter);
    });
  }

  give(): void {
    const [enter] = this.#waiting;
    if (enter) enter();
    else this.#free++;
  }
}

/** Slots for each of any number of names, such as keys. What nobody uses takes no memory. */
export class NamedSlots {
  readonly #capacity: number;
  readonly #used = new Map<string, { readonly slots: Slots; users: number }>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  async run<T>(name: string, deadline: Deadline, action: () => Promise<T>): Promise<T> {
    const used = this.#used.get(name) ?? { slots: new Slots(this.#capacity), users: 0 };
    this.#used.set(name, used);
    used.users++;
    try {
      await used.slots.take(deadline);
      return await action().finally(() => used.slots.give());
    } finally {
      if (--used.users === 0) this.#used.delete(name);
    }
  }

  /** The number of names in use. */
  get size(): number {
    return this.#used.size;
  }
}

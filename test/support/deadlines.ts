import { type Clock, Deadline } from "../../core/time/deadline.ts";

/** For what is not about time: longer than any test, and as long as a timer can be. */
export const ample = new Deadline(2 ** 31 - 1);

/** A clock on which pauses take no time: it only counts them. Tests move it. */
export class TestClock implements Clock {
  nowMs = 0;
  readonly pauses: number[] = [];

  now(): number {
    return this.nowMs;
  }

  after(ms: number, callback: () => void): () => void {
    this.pauses.push(ms);
    const immediate = setImmediate(() => {
      this.nowMs += ms;
      callback();
    });
    return () => clearImmediate(immediate);
  }
}

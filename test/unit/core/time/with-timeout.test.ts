import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { DeadlineError } from "../../../../core/time/deadline.ts";
import { withTimeout } from "../../../../core/time/with-timeout.ts";

describe("waiting with a timeout", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it("gives what came in time, or the reason why it did not, and leaves no timer", async () => {
    expect(await withTimeout(Promise.resolve(1), 100)).toBe(1);
    await expect(withTimeout(Promise.reject(new Error("refused")), 100)).rejects.toThrow("refused");
    await Promise.resolve();
    expect(jest.getTimerCount()).toBe(0);
  });

  it("ends with the time, whatever is still to come", async () => {
    const waiting = withTimeout(new Promise(() => {}), 100);
    jest.advanceTimersByTime(99);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(1);
    await expect(waiting).rejects.toBeInstanceOf(DeadlineError);
  });
});

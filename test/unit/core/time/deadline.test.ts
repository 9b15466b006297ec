import { describe, expect, it } from "@jest/globals";
import * as budgets from "../../../../core/time/budgets.ts";
import { Deadline, DeadlineError, withDeadline } from "../../../../core/time/deadline.ts";
import { withSignal } from "../../../../core/time/with-signal.ts";
import { ample, TestClock } from "../../../support/deadlines.ts";

describe("a deadline", () => {
  it("says what is left, and never less than nothing", () => {
    const clock = new TestClock();
    const deadline = new Deadline(100, clock);
    clock.nowMs = 40;
    expect(deadline.remainingMs).toBe(60);
    expect(() => deadline.require(60)).not.toThrow();
    expect(() => deadline.require(61)).toThrow(DeadlineError);
    clock.nowMs = 200;
    expect(deadline.remainingMs).toBe(0);
  });

  it("lets pause for as long as there is time, and refuses any longer pause at once", async () => {
    const clock = new TestClock();
    const deadline = new Deadline(100, clock);
    await deadline.pause(60);
    expect(clock.nowMs).toBe(60);
    await expect(deadline.pause(60)).rejects.toBeInstanceOf(DeadlineError);
    expect(clock.pauses).toEqual([60]);
  });

  it("is over with the answer: what waits is cancelled, and nothing has time any more", async () => {
    const deadline = new Deadline(60_000);
    const cancelled: string[] = [];
    deadline.onEnd(() => cancelled.push("call"));
    deadline.onEnd(() => cancelled.push("taken back"))();
    const pause = deadline.pause(50_000);
    deadline.end();
    await expect(pause).rejects.toBeInstanceOf(DeadlineError);
    expect(cancelled).toEqual(["call"]);
    expect(deadline.remainingMs).toBe(0);
    await expect(deadline.pause(1)).rejects.toBeInstanceOf(DeadlineError);
  });
});

describe("a request with a deadline", () => {
  it("has the budget, or what Lambda leaves with time to hand over the answer", async () => {
    const left = async (deadline: Deadline) => deadline.remainingMs;
    expect(await withDeadline(500_000, undefined, left)).toBeGreaterThan(400_000);
    const lambda = { getRemainingTimeInMillis: () => 300 };
    expect(await withDeadline(500, lambda, left)).toBeLessThanOrEqual(200);
    expect(await withDeadline(100, lambda, left)).toBeLessThanOrEqual(100);
  });

  it("leaves nothing going on behind its answer, nor behind its failure", async () => {
    const pauses: Promise<void>[] = [];
    const answered = withDeadline(60_000, undefined, async (deadline) => {
      pauses.push(deadline.pause(50_000));
      return "answer";
    });
    expect(await answered).toBe("answer");
    const failed = withDeadline(60_000, undefined, async (deadline) => {
      pauses.push(deadline.pause(50_000));
      throw new Error("failed");
    });
    await expect(failed).rejects.toThrow("failed");
    const outcomes = await Promise.allSettled(pauses);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});

describe("an attempt with a signal", () => {
  const never = () => new Promise<never>(() => {});

  it("gives what it came to", async () => {
    expect(await withSignal(ample, 60_000, async () => "done")).toBe("done");
    const failing = withSignal(ample, 60_000, async () => Promise.reject(new Error("refused")));
    await expect(failing).rejects.toThrow("refused");
  });

  it("is given up after its time, or the deadline's, even if it does not heed the signal", async () => {
    const signals: AbortSignal[] = [];
    const attempt = (signal: AbortSignal) => {
      signals.push(signal);
      return never();
    };
    await expect(withSignal(ample, 5, attempt)).rejects.toBeInstanceOf(DeadlineError);
    const short = withSignal(new Deadline(5), 60_000, attempt);
    await expect(short).rejects.toBeInstanceOf(DeadlineError);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it("is given up with the answer", async () => {
    const deadline = new Deadline(60_000);
    const attempt = withSignal(deadline, 60_000, never);
    deadline.end();
    await expect(attempt).rejects.toBeInstanceOf(DeadlineError);
  });
});

describe("the budgets", () => {
  it("add up to 2 s for a public call and 5 s for one of the management API", () => {
    const { startMs, authorizerMs, endpointMs, managementAuthorizerMs, managementMs } = budgets;
    expect(startMs + authorizerMs + endpointMs).toBeLessThanOrEqual(2_000);
    expect(managementAuthorizerMs + managementMs).toBeLessThanOrEqual(5_000);
  });

  it("leave time for a second attempt, and Lambda's time-outs come well after them", () => {
    expect(2 * budgets.authorizerAttemptMs).toBeLessThan(budgets.authorizerMs);
    expect(budgets.endpointAttemptMs).toBeLessThan(budgets.endpointMs);
    expect(2 * budgets.managementAttemptMs).toBeLessThan(budgets.managementMs);
    expect([600, 1_100, 3_000].map(budgets.timeoutSecondsFor)).toEqual([3, 4, 5]);
  });
});

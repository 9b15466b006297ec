import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import type { Deployment } from "../deployment/deployment.ts";

/** The share of the web ACL's rate that an import uses; other calls from the address need some too. */
const share = 0.8;

/**
 * The shortest time between two requests with which this address stays below the rate of the management
 * API's web ACL.
 *
 * @returns 0 if there is none, or nothing is known of it
 */
export function intervalFor(deployment: Deployment | undefined, requestsEach: number): number {
  const perMinute = Number(deployment?.outputs.get("ManagementRequestsPerMinute"));
  return perMinute > 0 ? (60_000 * requestsEach) / (perMinute * share) : 0;
}

export interface PaceClock {
  readonly nowMs: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
}

const systemClock: PaceClock = { nowMs: () => performance.now(), wait: setTimeout };

/** Lets a task start at the earliest so long after the one before. */
export function paced<T, R>(
  intervalMs: number,
  task: (item: T) => Promise<R>,
  { nowMs, wait }: PaceClock = systemClock,
): (item: T) => Promise<R> {
  if (intervalMs === 0) return task;
  let nextAtMs = Number.NEGATIVE_INFINITY;
  return async (item) => {
    const startAtMs = Math.max(nowMs(), nextAtMs);
    nextAtMs = startAtMs + intervalMs;
    const pauseMs = startAtMs - nowMs();
    if (pauseMs > 0) await wait(pauseMs);
    return task(item);
  };
}

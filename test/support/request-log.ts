import { expect } from "@jest/globals";

/** One judged request of one key. */
export interface LoggedRequest {
  readonly isAdmitted: boolean;
  /** When the clock was read that the request was counted by. */
  readonly atEpochMs: number;
}

/** Admitted requests in the `spanMs` that end with `atEpochMs`, the start excluded. */
function admittedIn(log: readonly LoggedRequest[], atEpochMs: number, spanMs: number): number {
  return log.filter(
    (request) =>
      request.isAdmitted &&
      request.atEpochMs > atEpochMs - spanMs &&
      request.atEpochMs <= atEpochMs,
  ).length;
}

/**
 * Holds a history against both guarantees by counting it out.
 *
 * @param skewMs how far apart the clocks were that read the times
 */
export function expectExactLimit(log: readonly LoggedRequest[], limit: number, skewMs = 0): void {
  for (const { isAdmitted, atEpochMs } of log) {
    if (isAdmitted) {
      expect(admittedIn(log, atEpochMs, 60_000 - skewMs)).toBeLessThanOrEqual(limit);
    } else {
      const before = admittedIn(log, atEpochMs + skewMs, 61_000 + 2 * skewMs);
      expect(before).toBeGreaterThanOrEqual(limit);
    }
  }
}

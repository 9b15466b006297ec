import { AsyncLocalStorage } from "node:async_hooks";
import type { Container } from "../contestants/contestant.ts";
import type { History } from "./history.ts";

/** The reading of the clock that the request under way was counted by. */
const reading = new AsyncLocalStorage<{ epochMs: number }>();

/** A clock that notes for each request the latest time that it was told. */
export function notedClock(readEpochMs: () => number): () => number {
  return () => {
    const epochMs = readEpochMs();
    const noted = reading.getStore();
    if (noted) noted.epochMs = epochMs;
    return epochMs;
  };
}

/** Runs a request, and returns its result with the latest time that {@link notedClock} told it. */
export async function withNote<T>(
  arrivedAtEpochMs: number,
  request: () => Promise<T>,
): Promise<{ readonly result: T; readonly epochMs: number }> {
  const noted = { epochMs: arrivedAtEpochMs };
  return { result: await reading.run(noted, request), epochMs: noted.epochMs };
}

/**
 * Presents a key and writes down what became of it. The time is that of the last reading of the
 * contestant's clock; for those that take none, it is when the request arrived.
 */
export async function recordCheck(
  container: Container,
  key: string,
  readEpochMs: () => number,
  history: History,
): Promise<void> {
  const noted = { epochMs: readEpochMs() };
  try {
    const isAdmitted = await reading.run(noted, () => container.check(key));
    if (isAdmitted) history.admittedAt.push(noted.epochMs);
    else history.refused.push({ judgedAt: noted.epochMs, answeredAt: readEpochMs() });
  } catch {
    history.faults++;
  }
}

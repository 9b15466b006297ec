import { latchkey } from "../contestants/latchkey.ts";
import { randomArrivals } from "../histories/arrivals.ts";
import { seededRandom } from "../random.ts";

export interface SequentialTask {
  /** Which of them gets a request is left to chance. */
  readonly containers: number;
  readonly limitPerMinute: number;
  readonly perSecond: number;
  readonly seconds: number;
}

export interface SequentialReport {
  readonly admitted: number;
  readonly tripsOfAdmitted: number;
  readonly refused: number;
  readonly tripsOfRefused: number;
}

/** Requests of one key at random times, one after the other, on a clock that is set by hand. */
export async function sequentialRun(
  endpoint: string,
  task: SequentialTask,
  seed: number,
): Promise<SequentialReport> {
  const startEpochMs = Date.now();
  let nowEpochMs = startEpochMs;
  const prepared = await latchkey.prepare(endpoint, 1, task.limitPerMinute);
  const key = prepared.keys[0] ?? "";
  const containers = await Promise.all(
    Array.from({ length: task.containers }, () =>
      latchkey.open(endpoint, prepared, () => nowEpochMs),
    ),
  );
  // Every container has met the key before: what a first meeting costs is no matter of rates.
  for (const { check } of containers) await check(key);

  const random = seededRandom(seed);
  const report = { admitted: 0, tripsOfAdmitted: 0, refused: 0, tripsOfRefused: 0 };
  for (const atMs of randomArrivals(task.perSecond * 60, task.seconds / 60, random)) {
    nowEpochMs = startEpochMs + atMs;
    const container = containers[Math.floor(random() * containers.length)];
    if (!container) continue;
    container.trips.reset();
    const isAdmitted = await container.check(key);
    report[isAdmitted ? "admitted" : "refused"]++;
    report[isAdmitted ? "tripsOfAdmitted" : "tripsOfRefused"] += container.trips.all;
  }
  return report;
}

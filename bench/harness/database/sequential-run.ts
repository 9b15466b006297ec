import { type KeyRules, noRules } from "../../../core/key/key-rules.ts";
import { withRules } from "../all-rules.ts";
import { latchkey, prepareKeys } from "../contestants/latchkey.ts";
import { randomArrivals } from "../histories/arrivals.ts";
import { seededRandom } from "../random.ts";
import type { Asked } from "../verifier.ts";

export interface SequentialTask {
  /** Which of them gets a request is left to chance. */
  readonly containers: number;
  readonly limitPerMinute: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly rules?: KeyRules;
  /** Cost, scope and address of each request. */
  readonly asked?: Asked;
}

export interface SequentialReport {
  readonly admitted: number;
  readonly tripsOfAdmitted: number;
  readonly refused: number;
  readonly tripsOfRefused: number;
  /** The most that a container took for its first request. */
  readonly tripsOfFirst: number;
}

/** Requests of one key at random times, one after the other, on a clock that is set by hand. */
export async function sequentialRun(
  endpoint: string,
  task: SequentialTask,
  seed: number,
): Promise<SequentialReport> {
  const { rules = noRules, asked } = task;
  const startEpochMs = Date.now();
  let nowEpochMs = startEpochMs;
  const overrides = withRules(rules);
  const prepared = await prepareKeys(endpoint, 1, task.limitPerMinute, { overrides });
  const key = prepared.keys[0] ?? "";
  const containers = await Promise.all(
    Array.from({ length: task.containers }, () =>
      latchkey.open(endpoint, prepared, () => nowEpochMs),
    ),
  );
  // The first request of a container is counted apart: its rate says nothing.
  let tripsOfFirst = 0;
  for (const { check, trips } of containers) {
    trips.reset();
    await check(key, asked);
    tripsOfFirst = Math.max(tripsOfFirst, trips.all);
  }

  const random = seededRandom(seed);
  const report = { admitted: 0, tripsOfAdmitted: 0, refused: 0, tripsOfRefused: 0, tripsOfFirst };
  for (const atMs of randomArrivals(task.perSecond * 60, task.seconds / 60, random)) {
    nowEpochMs = startEpochMs + atMs;
    const container = containers[Math.floor(random() * containers.length)];
    if (!container) continue;
    container.trips.reset();
    const isAdmitted = await container.check(key, asked);
    report[isAdmitted ? "admitted" : "refused"]++;
    report[isAdmitted ? "tripsOfAdmitted" : "tripsOfRefused"] += container.trips.all;
  }
  return report;
}

import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { runTask } from "../child.ts";
import { preparedSchema } from "../contestants/contestant.ts";
import { contestantNamed } from "../contestants/contestants.ts";
import { simulateDate } from "../simulated-date.ts";
import { newHistory } from "./history.ts";
import type { ProcessReport } from "./process-report.ts";
import { notedClock, recordCheck } from "./record-check.ts";

/** One of several processes that call as fast as they are answered, each one container. */
const taskSchema = z.object({
  contestant: z.string(),
  endpoint: z.string(),
  /** Tables with one key each, of different limits. */
  prepared: z.array(preparedSchema),
  callersPerKey: z.number(),
  /** Real time at which the clock that all processes share starts. */
  startEpochMs: z.number(),
  /** How much faster than real time that clock runs. */
  speed: z.number(),
  /** By that clock. */
  seconds: z.number(),
});

type ProcessTask = z.infer<typeof taskSchema>;

/** Refusals may need no I/O, so without a pause a caller would do nothing but be refused. */
const pauseMs = 5;

async function processRun(task: ProcessTask): Promise<ProcessReport> {
  const { startEpochMs, speed } = task;
  const realEpochMs = () => performance.timeOrigin + performance.now();
  const shared = () => Math.floor(startEpochMs + (realEpochMs() - startEpochMs) * speed);
  simulateDate(shared);
  const clock = notedClock(shared);
  const contestant = contestantNamed(task.contestant);
  const untilEpochMs = startEpochMs + task.seconds * 1000;
  const runs = await Promise.all(
    task.prepared.map(async (prepared) => {
      const container = await contestant.open(task.endpoint, prepared, clock);
      container.trips.reset();
      return { container, key: prepared.keys[0] ?? "", history: newHistory() };
    }),
  );

  async function caller({ container, key, history }: (typeof runs)[number]): Promise<void> {
    while (shared() < untilEpochMs) {
      await recordCheck(container, key, shared, history);
      await pause(pauseMs);
    }
  }
  await pause(Math.max(0, startEpochMs - realEpochMs()));
  await Promise.all(
    runs.flatMap((run) => Array.from({ length: task.callersPerKey }, () => caller(run))),
  );
  return {
    histories: runs.map(({ history }) => history),
    roundTrips: runs.reduce((total, { container }) => total + container.trips.all, 0),
  };
}

runTask(taskSchema, processRun);

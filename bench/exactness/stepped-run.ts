import * as z from "zod";
import { runTask } from "../harness/child.ts";
import { preparedSchema } from "../harness/contestants/contestant.ts";
import { contestantNamed } from "../harness/contestants/contestants.ts";
import { joinHistories, newHistory } from "../harness/histories/history.ts";
import { notedClock, recordCheck } from "../harness/histories/record-check.ts";
import { seededRandom } from "../harness/random.ts";
import { simulateDate } from "../harness/simulated-date.ts";
import type { SteppedReport } from "./stepped-report.ts";

/** Keys under given arrivals, on a clock that is set by hand, each shared by several containers. */
const taskSchema = z.object({
  contestant: z.string(),
  endpoint: z.string(),
  containers: z.number(),
  /** Requests of so long a time are sent at once. */
  stepMs: z.number(),
  runs: z.array(
    z.object({
      prepared: preparedSchema,
      /** When the first minute begins. */
      startEpochMs: z.number(),
      /** Milliseconds from there, sorted. */
      arrivals: z.array(z.number()),
      seed: z.number(),
    }),
  ),
});

type SteppedTask = z.infer<typeof taskSchema>;
type SteppedRun = SteppedTask["runs"][number];

async function steppedRuns(task: SteppedTask): Promise<SteppedReport> {
  const time = { nowEpochMs: 0 };
  simulateDate(() => time.nowEpochMs);
  const runs: SteppedReport["runs"] = [];
  for (const run of task.runs) runs.push(await steppedRun(task, run, time));
  return { runs };
}

async function steppedRun(
  { contestant, endpoint, containers: count, stepMs }: SteppedTask,
  { prepared, startEpochMs, arrivals, seed }: SteppedRun,
  time: { nowEpochMs: number },
): Promise<SteppedReport["runs"][number]> {
  time.nowEpochMs = startEpochMs;
  const readEpochMs = () => time.nowEpochMs;
  const clock = notedClock(readEpochMs);
  const containers = await Promise.all(
    Array.from({ length: count }, () =>
      contestantNamed(contestant).open(endpoint, prepared, clock),
    ),
  );
  for (const { trips } of containers) trips.reset();
  const random = seededRandom(seed);
  const key = prepared.keys[0] ?? "";
  const history = newHistory();

  for (let next = 0; next < arrivals.length; ) {
    const until = (arrivals[next] ?? 0) + stepMs;
    const batch: Promise<void>[] = [];
    for (; (arrivals[next] ?? Infinity) <= until; next++) {
      time.nowEpochMs = startEpochMs + (arrivals[next] ?? 0);
      const container = containers[Math.floor(random() * containers.length)];
      if (container) batch.push(recordCheck(container, key, readEpochMs, history));
    }
    await Promise.all(batch);
  }
  const roundTrips = containers.reduce((total, { trips }) => total + trips.all, 0);
  return { history: joinHistories([history]), roundTrips };
}

runTask(taskSchema, steppedRuns);

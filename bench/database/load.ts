import * as z from "zod";
import { callFor } from "../harness/call-for.ts";
import { runTask } from "../harness/child.ts";
import { preparedSchema } from "../harness/contestants/contestant.ts";
import { contestantNamed } from "../harness/contestants/contestants.ts";
import { seededRandom } from "../harness/random.ts";
import { quantile } from "../harness/statistics.ts";
import type { LoadReport } from "./load-report.ts";

const taskSchema = z.object({
  contestant: z.string(),
  endpoint: z.string(),
  prepared: preparedSchema,
  callers: z.array(z.number()),
});

const warmUpMs = 500;
const measuredMs = 2_000;

runTask(taskSchema, async ({ contestant, endpoint, prepared, callers }) => {
  const { check, trips } = await contestantNamed(contestant).open(endpoint, prepared, Date.now);
  const random = seededRandom(1);
  const checkAny = () => check(prepared.keys[Math.floor(random() * prepared.keys.length)] ?? "");
  // A key's first use may differ from the next; what is measured is a key in use.
  for (const key of prepared.keys) await check(key);

  const levels: LoadReport["levels"] = [];
  for (const count of callers) {
    await callFor(checkAny, count, warmUpMs);
    trips.reset();
    const latenciesMs = await callFor(checkAny, count, measuredMs);
    levels.push({
      requests: latenciesMs.length,
      seconds: measuredMs / 1000,
      reads: trips.reads,
      writes: trips.writes,
      p50Ms: quantile(latenciesMs, 0.5),
      p99Ms: quantile(latenciesMs, 0.99),
    });
  }
  return { levels };
});

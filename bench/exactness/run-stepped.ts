import { runInChild } from "../harness/child.ts";
import type { Contestant, Prepared } from "../harness/contestants/contestant.ts";
import { type SteppedReport, steppedReportSchema } from "./stepped-report.ts";

export interface Scenario {
  readonly prepared: Prepared;
  readonly arrivals: readonly number[];
  readonly seed: number;
}

/** Containers of the stepped runs; requests go to them at random. */
const containers = 4;
/** Requests within so long a time are under way at once. */
const stepMs = 100;
const minuteMs = 60_000;

/** Runs scenarios one after the other in a child process, on a simulated clock. */
export async function runStepped(
  contestant: Contestant,
  endpoint: string,
  scenarios: readonly Scenario[],
): Promise<SteppedReport["runs"]> {
  const task = {
    contestant: contestant.name,
    endpoint,
    containers,
    stepMs,
    runs: scenarios.map((scenario) => ({ ...scenario, startEpochMs: nextMinuteEpochMs() })),
  };
  const module = new URL("./stepped-run.ts", import.meta.url);
  return (await runInChild(module, task, steppedReportSchema)).runs;
}

function nextMinuteEpochMs(): number {
  return Math.ceil(Date.now() / minuteMs) * minuteMs;
}

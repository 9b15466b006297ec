import { runInChild } from "../child.ts";
import type { Contestant, Prepared } from "../contestants/contestant.ts";
import { type History, joinHistories } from "./history.ts";
import { processReportSchema } from "./process-report.ts";

export interface Storm {
  readonly prepared: readonly Prepared[];
  readonly processes: number;
  readonly callersPerKey: number;
  /** How long, by the clock that the processes share. */
  readonly seconds: number;
  /** How much faster than real time that clock runs. */
  readonly speed: number;
}

/** How long the processes have to start, so that none is late. */
const startUpMs = 4_000;

/** Several processes call with the same keys as fast as they are answered. */
export async function runProcesses(
  contestant: Contestant,
  endpoint: string,
  { processes, ...storm }: Storm,
): Promise<{ readonly histories: readonly History[]; readonly roundTrips: number }> {
  const startEpochMs = Date.now() + startUpMs;
  const task = { ...storm, contestant: contestant.name, endpoint, startEpochMs };
  const module = new URL("./process-run.ts", import.meta.url);
  const reports = await Promise.all(
    Array.from({ length: processes }, () => runInChild(module, task, processReportSchema)),
  );
  return {
    histories: storm.prepared.map((_, key) =>
      joinHistories(reports.flatMap(({ histories }) => histories[key] ?? [])),
    ),
    roundTrips: reports.reduce((total, { roundTrips }) => total + roundTrips, 0),
  };
}

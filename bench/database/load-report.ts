import * as z from "zod";
import { runInChild } from "../harness/child.ts";
import type { Prepared } from "../harness/contestants/contestant.ts";

const loadReportSchema = z.object({
  /** In the order of the wanted callers. */
  levels: z.array(
    z.object({
      requests: z.number(),
      seconds: z.number(),
      reads: z.number(),
      writes: z.number(),
      p50Ms: z.number(),
      p99Ms: z.number(),
    }),
  ),
});

export type LoadReport = z.infer<typeof loadReportSchema>;

/** Loads a contestant's container, in a child process, with each number of concurrent callers. */
export function applyLoad(task: {
  readonly contestant: string;
  readonly endpoint: string;
  readonly prepared: Prepared;
  readonly callers: readonly number[];
}): Promise<LoadReport> {
  return runInChild(new URL("./load.ts", import.meta.url), task, loadReportSchema);
}

import * as z from "zod";
import type { Prepared } from "../contestants/contestant.ts";
import { runInChild } from "../harness/child.ts";

const hammerReportSchema = z.object({
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

export type HammerReport = z.infer<typeof hammerReportSchema>;

/** Calls a contestant's container, in a process of its own, with so many callers at a time. */
export function hammer(order: {
  readonly contestant: string;
  readonly endpoint: string;
  readonly prepared: Prepared;
  readonly callers: readonly number[];
}): Promise<HammerReport> {
  return runInChild(new URL("./hammer.ts", import.meta.url), order, hammerReportSchema);
}

import * as z from "zod";
import { historySchema } from "../harness/histories/history.ts";

/** The report of a process with a stepped clock. */
export const steppedReportSchema = z.object({
  /** In the order of the runs. */
  runs: z.array(z.object({ history: historySchema, roundTrips: z.number() })),
});

export type SteppedReport = z.infer<typeof steppedReportSchema>;

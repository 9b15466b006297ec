import * as z from "zod";
import { historySchema } from "./history.ts";

/** The report of one of several calling processes. */
export const processReportSchema = z.object({
  /** In the order of `prepared`. */
  histories: z.array(historySchema),
  roundTrips: z.number(),
});

export type ProcessReport = z.infer<typeof processReportSchema>;

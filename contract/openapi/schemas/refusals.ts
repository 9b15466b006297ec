import * as z from "zod";
import { countedReasons } from "../../../core/admission/refusal-counts.ts";
import { usageDays } from "../../../core/key/usage.ts";
import { day } from "./primitives.ts";

const times = z.int().min(1);

export const refusalsSchema = z
  .strictObject({
    counted_from: z.literal("access_log"),
    days: z
      .array(
        z.strictObject({
          date: day,
          reasons: z
            .strictObject(
              Object.fromEntries(countedReasons.map((reason) => [reason, times.optional()])),
            )
            .meta({ minProperties: 1 })
            .describe("How many requests were refused, by reason."),
        }),
      )
      .max(usageDays + 1)
      .describe("Days with refusals in the last 30 days, oldest first."),
  })
  .describe(
    "Refused requests by day and reason. There only if asked for by `include`. They are counted from the access log, so they lag by seconds and may miss some; requests per day are exact.",
  );

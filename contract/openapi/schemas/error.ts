import * as z from "zod";
import { managementErrors } from "../../errors.ts";

const codes = managementErrors.map(({ code }) => code);

/** The body of every error, from whatever part of the system. */
export const errorSchema = z
  .strictObject({
    error: z.string().describe("What is wrong, for a person to read."),
    code: z
      .enum(codes)
      .optional()
      .describe(
        "A stable code for programs, of the management API alone. `/docs/operators/errors` says what each means.",
      ),
    fields: z
      .record(z.string(), z.string())
      .optional()
      .describe("The rule of each field at fault, with the code `invalid_fields`."),
  })
  .describe("The body of every error.");

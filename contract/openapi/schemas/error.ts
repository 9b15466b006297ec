import * as z from "zod";

/** The body of every error, from whatever part of the system. */
export const errorSchema = z
  .strictObject({
    error: z.string().describe("What is wrong, for a person to read."),
    code: z
      .string()
      .regex(/^[a-z_]+$/)
      .optional()
      .describe("A stable code for programs. The public API leaves it out."),
  })
  .describe("The body of every error.");

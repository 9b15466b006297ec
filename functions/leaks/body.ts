import * as z from "zod";

export const leakBody = z.strictObject(
  { key: z.string("must be the whole key, as text") },
  "must be an object",
);

import * as z from "zod";

/** The bounds of the deployed authorizer's memory. */
export const fillTask = z.object({
  keys: z.number(),
  rejected: z.number(),
  /** Whether each key has everything that can be judged. */
  withAllRules: z.boolean(),
});

/** Bytes of heap and of what hangs on it, after garbage collection, beyond an empty memory's. */
export const fillReport = z.object({
  /** With as many keys as are remembered. */
  ofKeys: z.number(),
  /** With these and as many rejected keys as are remembered. */
  ofAll: z.number(),
  /** After three times as many of both, all different. */
  ofThreeTimesAsMany: z.number(),
});

export type FillReport = z.infer<typeof fillReport>;

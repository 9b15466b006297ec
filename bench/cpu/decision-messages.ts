import * as z from "zod";

const recordedKey = z.object({
  key: z.string(),
  /** The table's answers to the first requests of a new container, in order. */
  answers: z.array(z.unknown()),
});

export type RecordedKey = z.infer<typeof recordedKey>;

/** The task of the process that measures decisions. */
export const decisionTask = z.object({
  secret: z.string(),
  /** When the answers were given. */
  nowEpochMs: z.number(),
  withoutRules: recordedKey,
  withAllRules: recordedKey,
});

/** Microseconds of CPU per request, of each run. */
export const decisionReport = z.object({
  decision: z.array(z.number()),
  /** With scopes, an allow list and quotas. */
  withAllRules: z.array(z.number()),
  /** The signature included. */
  signed: z.array(z.number()),
  malformed: z.array(z.number()),
  typo: z.array(z.number()),
});

export type DecisionReport = z.infer<typeof decisionReport>;

import * as z from "zod";

/** What became of the requests of one key. Unix time in milliseconds. */
export const historySchema = z.object({
  /** When each admitted request was counted. */
  admittedAt: z.array(z.number()),
  refusedAt: z.array(z.number()),
  /** Requests without an answer. */
  faults: z.number(),
});

export type History = z.infer<typeof historySchema>;

export const spanMs = 60_000;
/** The contract's other half: a refusal needs a full limit in the 61 seconds before it. */
const refusalSpanMs = 61_000;

export function newHistory(): History {
  return { admittedAt: [], refusedAt: [], faults: 0 };
}

export function joinHistories(histories: readonly History[]): History {
  return {
    admittedAt: histories.flatMap(({ admittedAt }) => admittedAt).sort((a, b) => a - b),
    refusedAt: histories.flatMap(({ refusedAt }) => refusedAt).sort((a, b) => a - b),
    faults: histories.reduce((total, { faults }) => total + faults, 0),
  };
}

/** The most requests admitted in any 60 seconds, their end excluded. */
export function fullestSpan({ admittedAt }: History): number {
  let fullest = 0;
  let first = 0;
  for (const [last, at] of admittedAt.entries()) {
    while ((admittedAt[first] ?? 0) <= at - spanMs) first++;
    fullest = Math.max(fullest, last - first + 1);
  }
  return fullest;
}

/** Refusals before which less than the limit had been admitted in 61 seconds. */
export function wrongRefusals({ admittedAt, refusedAt }: History, limit: number): number {
  let wrong = 0;
  let first = 0;
  let end = 0;
  for (const at of refusedAt) {
    while ((admittedAt[end] ?? Infinity) <= at) end++;
    while ((admittedAt[first] ?? Infinity) < at - refusalSpanMs) first++;
    if (end - first < limit) wrong++;
  }
  return wrong;
}

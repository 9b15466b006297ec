import * as z from "zod";

/** The outcomes of the requests of one key. Unix time in milliseconds. */
export const historySchema = z.object({
  /** When each admitted request was counted. */
  admittedAt: z.array(z.number()),
  /** By the reading of the clock that each was judged by, with when it was answered. */
  refused: z.array(z.object({ judgedAt: z.number(), answeredAt: z.number() })),
  /** Requests without an answer. */
  faults: z.number(),
});

export type History = z.infer<typeof historySchema>;

export const spanMs = 60_000;
/** The contract's other half: a refusal needs a full limit in the 61 seconds before it. */
const refusalSpanMs = 61_000;

export function newHistory(): History {
  return { admittedAt: [], refused: [], faults: 0 };
}

export function joinHistories(histories: readonly History[]): History {
  return {
    admittedAt: histories.flatMap(({ admittedAt }) => admittedAt).sort((a, b) => a - b),
    refused: histories.flatMap(({ refused }) => refused).sort((a, b) => a.judgedAt - b.judgedAt),
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

/**
 * Refusals before which less than the limit had been admitted in 61 seconds. What was counted
 * between a refusal's reading of the clock and its answer may be what it was refused for.
 */
export function wrongRefusals({ admittedAt, refused }: History, limit: number): number {
  const admittedBefore = (epochMs: number) => countBelow(admittedAt, epochMs);
  return refused.filter(
    ({ judgedAt, answeredAt }) =>
      admittedBefore(answeredAt + 1) - admittedBefore(judgedAt - refusalSpanMs) < limit,
  ).length;
}

/** How many of the sorted values are below `bound`. */
function countBelow(sorted: readonly number[], bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

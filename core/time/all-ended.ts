/**
 * Resolves once all have, and rejects once all have ended. After `Promise.all` rejects, the rest would
 * go on behind the answer.
 *
 * @throws what the first of them that failed, in their order, was rejected with
 * @example
 * await allEnded([putEvents(batch), queue(batch)]);
 */
export async function allEnded(work: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(work);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

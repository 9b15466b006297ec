/**
 * Calls repeatedly, with a number of concurrent callers, each without a pause between its calls.
 *
 * @returns the latency of each call, in milliseconds
 */
export async function callFor(
  call: (caller: number) => Promise<unknown>,
  callers: number,
  forMs: number,
): Promise<number[]> {
  const latenciesMs: number[] = [];
  const untilMs = performance.now() + forMs;
  async function repeat(caller: number): Promise<void> {
    for (let sentAt = performance.now(); sentAt < untilMs; ) {
      await call(caller);
      const answeredAt = performance.now();
      latenciesMs.push(answeredAt - sentAt);
      sentAt = answeredAt;
    }
  }
  await Promise.all(Array.from({ length: callers }, (_, caller) => repeat(caller)));
  return latenciesMs;
}

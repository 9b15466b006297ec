import type { DatabaseCall, History, Violation } from "./exchange.ts";

/**
 * I9: nothing of a request happens after its answer. A call to the database while no request is
 * under way comes of one that was answered.
 */
export function checkQuiet({ exchanges, databaseCalls }: History): Violation[] {
  const firstMs = exchanges[0]?.startMs ?? Number.POSITIVE_INFINITY;
  const late = databaseCalls.filter(
    ({ atMs }) =>
      atMs > firstMs && !exchanges.some(({ startMs, endMs }) => startMs <= atMs && atMs <= endMs),
  );
  return late.map((call) => {
    const before = exchanges.filter(({ endMs }) => endMs < call.atMs).at(-1);
    const message = `${call.operation} came ${sinceOf(call, before)} after the last answer`;
    return { invariant: "I9", message, exchanges: before ? [before] : [] };
  });
}

function sinceOf({ atMs }: DatabaseCall, before: { endMs: number } | undefined): string {
  return before ? `${Math.round(atMs - before.endMs)} ms` : "some time";
}

/** I9: what the table holds when all answers have come, it holds ever after. */
export function tableChanges(
  before: readonly Readonly<Record<string, unknown>>[],
  after: readonly Readonly<Record<string, unknown>>[],
): string[] {
  const places = (items: typeof before) =>
    new Map(items.map((item) => [`${item.pk} ${item.sk}`, item]));
  const [old, now] = [places(before), places(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((place) => textOf(old.get(place)) !== textOf(now.get(place)))
    .map((place) => `${place} changed after the last answer`);
}

/** Sets and attributes come in any order. */
function textOf(item: unknown): string {
  return JSON.stringify(item, (_, value: unknown) => {
    if (value instanceof Set) return [...value].sort();
    if (value instanceof Uint8Array || Array.isArray(value)) return [...value];
    if (typeof value !== "object" || value === null) return value;
    return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  });
}

import { type Call, callsOf, type Json, type Operation } from "./calls.ts";
import type { Exchange, History } from "./exchange.ts";

/** A list that was read from its first page to its last. */
export interface Listing {
  readonly accountId: string;
  readonly entries: readonly Json[];
  readonly pages: readonly Exchange[];
  readonly query: URLSearchParams;
  readonly startMs: number;
  readonly endMs: number;
}

/** Pages belong together where one was asked for by the cursor that another brought. */
export function listingsOf(history: History, operation: Operation): Listing[] {
  const pages = callsOf(history).filter(
    (call) => call.operation === operation && call.outcome === "done",
  );
  const byCursor = new Map<string, Call>();
  for (const page of pages) {
    const cursor = page.query.get("cursor");
    if (cursor !== null) byCursor.set(`${page.accountId} ${cursor}`, page);
  }
  return pages
    .filter(({ query }) => !query.has("cursor"))
    .flatMap((first) => {
      const chain = [first];
      for (let last: Call | undefined = first; last && last.answer.next_cursor !== null; ) {
        last = byCursor.get(`${last.accountId} ${last.answer.next_cursor}`);
        if (!last || chain.includes(last)) return [];
        chain.push(last);
      }
      return [listingOf(first, chain)];
    });
}

function listingOf(first: Call, chain: readonly Call[]): Listing {
  const pages = chain.map(({ exchange }) => exchange);
  return {
    accountId: first.accountId,
    entries: chain.flatMap(({ answer }) => entriesOf(answer)),
    pages,
    query: first.query,
    startMs: Math.min(...pages.map(({ startMs }) => startMs)),
    endMs: Math.max(...pages.map(({ endMs }) => endMs)),
  };
}

export function entriesOf({ data }: Json): Json[] {
  return Array.isArray(data) ? data.map((entry: unknown): Json => ({ ...Object(entry) })) : [];
}

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

/** Pages belong together where one was asked for by the cursor that another brought, else alike. */
export function listingsOf(history: History, operation: Operation): Listing[] {
  const pages = callsOf(history).filter(
    (call) => call.operation === operation && call.outcome === "done",
  );
  const byQuery = new Map(pages.map((page) => [`${page.accountId} ${queryOf(page)}`, page]));
  return pages
    .filter(({ query }) => !query.has("cursor"))
    .flatMap((first) => {
      const chain = [first];
      for (let last: Call | undefined = first; last && last.answer.next_cursor !== null; ) {
        const next = queryOf(first, String(last.answer.next_cursor));
        last = byQuery.get(`${first.accountId} ${next}`);
        if (!last || chain.includes(last)) return [];
        chain.push(last);
      }
      return [listingOf(first, chain)];
    });
}

/** A page's query, or that of another page of the same list. */
function queryOf({ query }: Call, cursor = query.get("cursor")): string {
  const others = [...query].filter(([name]) => name !== "cursor");
  return JSON.stringify([...others.sort(), cursor]);
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

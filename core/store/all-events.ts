import type { AuditEvent } from "../event/audit-event.ts";
import { parseEventItem } from "./event-item.ts";
import { type ItemKey, listedEventKey, listOfDay } from "./item-keys.ts";
import { type Listed, type Page, pageOf, readPage } from "./list-page.ts";
import type { TableClient } from "./table-client.ts";

/*
 * The events of all accounts, from copies that the publisher puts into a partition for each UTC day.
 * A change writes to its account's partitions alone, so none of them waits for this list.
 */

/** How long an event is listed among those of all accounts. */
export const listedDays = 30;
const dayMs = 86_400_000;
/** Times of events may be ahead of this clock: those of a burst are a millisecond apart, whenever it came. */
const aheadMs = 60_000;

/** The place of an event's copy, and the Unix time in s after which DynamoDB removes it. */
export function listedCopy({ id, atEpochMs }: AuditEvent): { key: ItemKey; ttl: number } {
  const ttl = Math.floor((atEpochMs + listedDays * dayMs) / 1000);
  return { key: listedEventKey(dateOf(atEpochMs), id), ttl };
}

export interface AllEventsQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

export type ListAllEvents = (query: AllEventsQuery) => Promise<Page<AuditEvent>>;

/**
 * Lists the events of all accounts, newest first. It reads a partition for each day until the page is
 * full, 32 at most.
 *
 * @throws as the table's client does
 */
export function createListAllEvents(
  client: TableClient,
  tableName: string,
  nowEpochMs: () => number,
): ListAllEvents {
  return async function listAllEvents({ limit, after }) {
    const [from, start] = after?.split("/") ?? [];
    const dates = datesUntil(nowEpochMs()).filter((date) => from === undefined || date <= from);
    const found: Listed<AuditEvent>[] = [];
    for (const date of dates) {
      if (found.length > limit) break;
      const query = { limit: limit + 1 - found.length, order: "descending" } as const;
      const rest = date === from ? { ...query, after: start } : query;
      for (const item of await readPage(client, tableName, listOfDay(date), rest)) {
        found.push({ place: `${date}/${item.sk}`, entry: parseEventItem(item) });
      }
    }
    return pageOf(found, limit);
  };
}

/** The UTC days that may have events, the latest first. */
function datesUntil(nowEpochMs: number): string[] {
  const days = Array.from({ length: listedDays + 1 }, (_, index) => nowEpochMs - index * dayMs);
  return [...new Set([nowEpochMs + aheadMs, ...days].map(dateOf))];
}

function dateOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

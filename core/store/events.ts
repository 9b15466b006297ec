import type { AuditEvent } from "../event/audit-event.ts";
import { parseEventItem } from "./event-item.ts";
import { listOfEvents } from "./item-keys.ts";
import { type Page, pageOf, readPage } from "./list-page.ts";
import type { TableClient } from "./table-client.ts";

export interface EventQuery {
  readonly accountId: string;
  readonly limit: number;
  readonly after?: string | undefined;
}

export type ListEvents = (query: EventQuery) => Promise<Page<AuditEvent>>;

/** Lists an account's events, newest first. @throws where the table is out of reach */
export function createListEvents(client: TableClient, tableName: string): ListEvents {
  return async function listEvents({ accountId, limit, after }) {
    const query = { limit: limit + 1, order: "descending", after } as const;
    const items = await readPage(client, tableName, listOfEvents(accountId), query);
    const found = items.map((item) => ({ place: String(item.sk), entry: parseEventItem(item) }));
    return pageOf(found, limit);
  };
}

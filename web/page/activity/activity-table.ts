import type { Management } from "../api/management.ts";
import { greatestPage } from "../api/page.ts";
import { rfc3339 } from "../format/times.ts";

const head = [
  "time",
  "action",
  "key_id",
  "key_name",
  "actor_type",
  "actor_subject",
  "source_ip",
  "user_agent",
  "request_id",
  "changes",
];

/**
 * Loads the whole activity of an account as a table, newest first.
 *
 * @param names of keys, by their ids
 */
export async function activityTable(
  api: Pick<Management, "events">,
  names: ReadonlyMap<string, string>,
): Promise<string[][]> {
  const rows = [head];
  let cursor: string | undefined;
  do {
    const page = await api.events(cursor, greatestPage);
    for (const event of page.entries) {
      rows.push([
        rfc3339(event.createdAt),
        event.action,
        event.keyId ?? "",
        names.get(event.keyId ?? "") ?? "",
        event.actor?.type ?? "",
        event.actor?.subject ?? "",
        event.sourceIp ?? "",
        event.userAgent ?? "",
        event.requestId ?? "",
        JSON.stringify(event.changes),
      ]);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return rows;
}

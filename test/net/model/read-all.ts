import type { Session } from "./session.ts";

/** Reads a history's lists to their end, so that checkers can hold them against what was done. */
export async function readAll({
  recorder,
  path,
}: Pick<Session, "recorder" | "path">): Promise<void> {
  const queries = ["keys?limit=3", "keys?is_active=true", "events?limit=100"];
  await Promise.all(
    queries.map(async (query) => {
      let cursor: string | null = null;
      do {
        const next: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        cursor = (await recorder.manage("GET", `${path}/${query}${next}`)).json.next_cursor;
      } while (cursor !== null);
    }),
  );
  await recorder.manage("GET", path);
}

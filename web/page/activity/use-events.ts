import { useCallback } from "preact/hooks";
import type { AuditEvent } from "../api/event.ts";
import type { Page } from "../api/page.ts";
import { useLoaded } from "../workspace/use-loaded.ts";

/**
 * A list of events, newest first, that grows by a page at a time.
 *
 * @param read must be the same function as long as the list is the same
 */
export function useEvents(read: (cursor?: string) => Promise<Page<AuditEvent>>) {
  const load = useCallback(() => read(), [read]);
  const { loaded, set, reload } = useLoaded(load, "events");
  const more = async () => {
    if (loaded.phase !== "ready") return;
    const next = await read(loaded.value.cursor);
    set({ entries: [...loaded.value.entries, ...next.entries], cursor: next.cursor });
  };
  return { loaded, reload, more };
}

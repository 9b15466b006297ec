import type { AuditEvent } from "../api/event.ts";
import type { Page } from "../api/page.ts";
import { MoreButton } from "../components/more-button.tsx";
import { EventEntry, type EventEntryProps } from "./event-entry.tsx";

interface EventListProps extends Omit<EventEntryProps, "of"> {
  readonly of: Page<AuditEvent>;
  readonly label: "Activity" | "Events";
  readonly onMore: () => Promise<void>;
}

export function EventList({ of: { entries, cursor }, label, onMore, ...entry }: EventListProps) {
  const what = label.toLowerCase();
  if (entries.length === 0) {
    return (
      <div class="empty">
        <p class="empty-text">No {what} yet.</p>
      </div>
    );
  }
  return (
    <>
      <ol class="card events" aria-label={label}>
        {entries.map((event) => (
          <EventEntry key={event.id} of={event} {...entry} />
        ))}
      </ol>
      {cursor !== undefined && (
        <div class="list-foot">
          <MoreButton what={what} onMore={onMore} />
        </div>
      )}
    </>
  );
}

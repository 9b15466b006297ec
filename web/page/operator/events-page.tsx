import { EventList } from "../activity/event-list.tsx";
import { useEvents } from "../activity/use-events.ts";
import { Failure } from "../components/failure.tsx";
import { ListSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { useOperator } from "./operator-context.ts";
import { accountPath } from "./paths.ts";

/** The events of all accounts, newest first. */
export function EventsPage() {
  const { api, me } = useOperator();
  const { loaded, reload, more } = useEvents(api.events);
  return (
    <>
      <div class="head">
        <div>
          <Title text="Events">Events</Title>
          <p class="lead">
            Changes to all accounts and their keys in the last 30 days. New ones appear after a
            second or two.
          </p>
        </div>
        {loaded.phase === "ready" && (
          <button type="button" class="button" onClick={reload}>
            Refresh
          </button>
        )}
      </div>
      {loaded.phase === "loading" && <ListSkeleton rows={6} />}
      {loaded.phase === "failed" && (
        <Failure error={loaded.error} what="The events could not be loaded." onRetry={reload} />
      )}
      {loaded.phase === "ready" && (
        <EventList
          of={loaded.value}
          label="Events"
          onMore={more}
          viewer={me.subject}
          pathOf={accountPath}
        />
      )}
    </>
  );
}

import { useCallback } from "preact/hooks";
import { SuspensionBanner } from "../account/suspension-banner.tsx";
import type { AuditEvent } from "../api/event.ts";
import { ExportButton } from "../components/export-button.tsx";
import { Failure } from "../components/failure.tsx";
import { MoreButton } from "../components/more-button.tsx";
import { ListSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { useLoaded } from "../workspace/use-loaded.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { activityTable } from "./activity-table.ts";
import { EventEntry } from "./event-entry.tsx";

/** Lists the changes to the account and its keys, newest first. */
export function ActivityPage() {
  const { api, accountData } = useWorkspace();
  const load = useCallback(() => api.events(), [api]);
  const { loaded, set, reload } = useLoaded(load, "activity");
  // Events carry key ids only. Wait for the key names, or the text would jump when they arrive.
  const isReady = loaded.phase === "ready" && accountData.phase !== "loading";

  const keys = accountData.phase === "ready" ? accountData.value.keys.entries : [];
  const names = new Map(keys.map(({ id, name }) => [id, name]));

  const more = async () => {
    if (loaded.phase !== "ready") return;
    const next = await api.events(loaded.value.cursor);
    set({ entries: [...loaded.value.entries, ...next.entries], cursor: next.cursor });
  };
  return (
    <>
      <div class="head">
        <div>
          <Title text="Activity">Activity</Title>
          <p class="lead">
            Every change to your account and its keys: who made it, when and from where.
          </p>
        </div>
        <ExportButton file="activity" rows={() => activityTable(api, names)} />
      </div>
      {loaded.phase !== "failed" && !isReady && <ListSkeleton rows={6} />}
      {(loaded.phase === "failed" || isReady) && <SuspensionBanner />}
      {loaded.phase === "failed" && (
        <Failure error={loaded.error} what="Activity could not be loaded." onRetry={reload} />
      )}
      {isReady && <EventList events={loaded.value.entries} names={names} />}
      {isReady && loaded.value.cursor !== undefined && (
        <div class="list-foot">
          <MoreButton what="activity" onMore={more} />
        </div>
      )}
    </>
  );
}

interface EventListProps {
  readonly events: readonly AuditEvent[];
  /** The names of keys, by their ids. */
  readonly names: ReadonlyMap<string, string>;
}

function EventList({ events, names }: EventListProps) {
  if (events.length === 0) {
    return (
      <div class="empty">
        <p class="empty-text">No activity yet.</p>
      </div>
    );
  }
  return (
    <ol class="card events" aria-label="Activity">
      {events.map((event) => (
        <EventEntry key={event.id} of={event} nameOf={(id) => names.get(id)} />
      ))}
    </ol>
  );
}

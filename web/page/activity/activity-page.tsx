import { SuspensionBanner } from "../account/suspension-banner.tsx";
import { ExportButton } from "../components/export-button.tsx";
import { Failure } from "../components/failure.tsx";
import { ListSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { useWorkspace } from "../workspace/workspace.tsx";
import { activityTable } from "./activity-table.ts";
import { EventList } from "./event-list.tsx";
import { useEvents } from "./use-events.ts";

/** Lists the changes to the account and its keys, newest first. */
export function ActivityPage() {
  const { api, accountData } = useWorkspace();
  const { loaded, reload, more } = useEvents(api.events);
  // Events carry key ids only. Wait for the key names, or the text would jump when they arrive.
  const isReady = loaded.phase === "ready" && accountData.phase !== "loading";

  const keys = accountData.phase === "ready" ? accountData.value.keys.entries : [];
  const names = new Map(keys.map(({ id, name }) => [id, name]));
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
      {isReady && (
        <EventList
          of={loaded.value}
          label="Activity"
          onMore={more}
          nameOf={(id) => names.get(id)}
          viewer={accountData.phase === "ready" ? accountData.value.caller.subject : undefined}
        />
      )}
    </>
  );
}

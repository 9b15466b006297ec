import { useCallback } from "preact/hooks";
import type { Key } from "../api/key.ts";
import type { KeyRefusals } from "../api/refusals.ts";
import { ExportButton } from "../components/export-button.tsx";
import { Failure } from "../components/failure.tsx";
import { Name } from "../components/name.tsx";
import { NumberTable } from "../components/number-table.tsx";
import { ChartSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { counted } from "../format/numbers.ts";
import { Link } from "../navigation/navigation.tsx";
import type { Loaded } from "../workspace/loaded.ts";
import { useLoaded } from "../workspace/use-loaded.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { refusedByKey } from "./refusals.ts";
import { SuspensionBanner } from "./suspension-banner.tsx";
import { totalUsage, usageTable } from "./total-usage.ts";
import { UsageCard } from "./usage-card.tsx";

/** Shows the usage of all keys, and which of them are used most. */
export function UsagePage() {
  const { api, accountData, sync, reload } = useWorkspace();
  const load = useCallback(() => api.refusals(), [api]);
  const refusals = useLoaded(load, "refusals");
  const keys = accountData.phase === "ready" ? accountData.value.keys : undefined;
  const isComplete = keys?.cursor === undefined;
  // Wait for both, or the list of keys would move.
  const isReady = keys !== undefined && isComplete && refusals.loaded.phase !== "loading";
  const isFailed = accountData.phase === "failed" || (sync.phase === "failed" && !isComplete);
  return (
    <>
      <div class="head">
        <div>
          <Title text="Usage">Usage</Title>
          <p class="lead">Requests of all keys, per day (UTC), accepted and refused.</p>
        </div>
        <ExportButton
          file="usage"
          isReady={keys !== undefined && isComplete}
          rows={async () => usageTable(keys?.entries ?? [], await api.refusals())}
        />
      </div>
      {accountData.phase === "failed" && (
        <Failure error={accountData.error} what="Usage could not be loaded." onRetry={reload} />
      )}
      {!isFailed && !isReady && <ChartSkeleton />}
      {isReady && (
        <>
          <SuspensionBanner />
          <UsageOf keys={keys.entries} refusals={refusals.loaded} onRetry={refusals.reload} />
        </>
      )}
    </>
  );
}

interface UsageOfProps {
  readonly keys: readonly Key[];
  readonly refusals: Loaded<readonly KeyRefusals[]>;
  readonly onRetry: () => void;
}

function UsageOf({ keys, refusals, onRetry }: UsageOfProps) {
  const days = totalUsage(keys);
  if (days.length === 0) {
    return <p class="empty-text">No usage yet: you have no keys.</p>;
  }
  const refused = refusedByKey(refusals.phase === "ready" ? refusals.value : []);
  const used = keys
    .filter(({ id, usage }) => (usage?.last30Days ?? 0) > 0 || refused.has(id))
    .sort((one, other) => (other.usage?.last30Days ?? 0) - (one.usage?.last30Days ?? 0));
  return (
    <>
      <UsageCard label="Last 30 days" days={days} refusals={refusals} onRetry={onRetry} />
      <section class="card" aria-label="By key">
        <h2 class="card-title">By key</h2>
        {used.length === 0 ? (
          <p class="muted">No key was used in the last 30 days.</p>
        ) : (
          <UsageByKey keys={used} refused={refused} />
        )}
      </section>
    </>
  );
}

interface UsageByKeyProps {
  readonly keys: readonly Key[];
  readonly refused: ReadonlyMap<string, number>;
}

function UsageByKey({ keys, refused }: UsageByKeyProps) {
  const hasRefused = refused.size > 0;
  return (
    <NumberTable
      caption={`${counted(keys.length, "key")}, most used first`}
      headings={["Key", "Last 30 days", ...(hasRefused ? ["Refused"] : []), "Total"]}
      rows={keys.map(({ id, name, usage }) => ({
        id,
        heading: (
          <Link to={{ page: "key", id }}>
            <Name>{name}</Name>
          </Link>
        ),
        numbers: [
          usage?.last30Days ?? 0,
          ...(hasRefused ? [refused.get(id) ?? 0] : []),
          usage?.total ?? 0,
        ],
      }))}
    />
  );
}

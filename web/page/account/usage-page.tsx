import type { Key } from "../api/key.ts";
import { ExportButton } from "../components/export-button.tsx";
import { Failure } from "../components/failure.tsx";
import { Name } from "../components/name.tsx";
import { ChartSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { count, counted } from "../format/numbers.ts";
import { Link } from "../navigation/navigation.tsx";
import { useWorkspace } from "../workspace/workspace.tsx";
import { SuspensionBanner } from "./suspension-banner.tsx";
import { totalUsage, usageTable } from "./total-usage.ts";
import { summaryOf } from "./usage-bars.tsx";
import { UsageChart } from "./usage-chart.tsx";

/** Shows the usage of all keys, and which of them are used most. */
export function UsagePage() {
  const { accountData, sync, reload } = useWorkspace();
  const keys = accountData.phase === "ready" ? accountData.value.keys : undefined;
  const isComplete = keys?.cursor === undefined;
  const isFailed = accountData.phase === "failed" || (sync.phase === "failed" && !isComplete);
  return (
    <>
      <div class="head">
        <div>
          <Title text="Usage">Usage</Title>
          <p class="lead">
            Accepted requests of all keys, per day (UTC). Rejected requests are not counted.
          </p>
        </div>
        <ExportButton
          file="usage"
          isReady={keys !== undefined && isComplete}
          rows={async () => usageTable(keys?.entries ?? [])}
        />
      </div>
      {accountData.phase === "failed" && (
        <Failure error={accountData.error} what="Usage could not be loaded." onRetry={reload} />
      )}
      {!isFailed && !(keys && isComplete) && <ChartSkeleton />}
      {keys && isComplete && (
        <>
          <SuspensionBanner />
          <UsageOf keys={keys.entries} />
        </>
      )}
    </>
  );
}

function UsageOf({ keys }: { readonly keys: readonly Key[] }) {
  const days = totalUsage(keys);
  if (days.length === 0) {
    return <p class="empty-text">No usage yet: you have no keys.</p>;
  }
  const used = keys
    .filter(({ usage }) => (usage?.last30Days ?? 0) > 0)
    .sort((one, other) => (other.usage?.last30Days ?? 0) - (one.usage?.last30Days ?? 0));
  return (
    <>
      <section class="card" aria-label="Last 30 days">
        <h2 class="card-title">Last 30 days</h2>
        <p class="muted">{summaryOf(days)}</p>
        <UsageChart days={days} />
      </section>
      <section class="card" aria-label="By key">
        <h2 class="card-title">By key</h2>
        {used.length === 0 ? (
          <p class="muted">No key was used in the last 30 days.</p>
        ) : (
          <UsageByKey keys={used} />
        )}
      </section>
    </>
  );
}

function UsageByKey({ keys }: { readonly keys: readonly Key[] }) {
  return (
    <table class="plain-table">
      <caption class="sr-only">{counted(keys.length, "key")}, most used first</caption>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col" class="number">
            Last 30 days
          </th>
          <th scope="col" class="number">
            Total
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map(({ id, name, usage }) => (
          <tr key={id}>
            <th scope="row">
              <Link to={{ page: "key", id }}>
                <Name>{name}</Name>
              </Link>
            </th>
            <td class="number">{count(usage?.last30Days ?? 0)}</td>
            <td class="number">{count(usage?.total ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

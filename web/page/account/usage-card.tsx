import type { KeyRefusals } from "../api/refusals.ts";
import type { DayCount } from "../api/usage.ts";
import { Failure } from "../components/failure.tsx";
import { NumberTable } from "../components/number-table.tsx";
import type { Loaded } from "../workspace/loaded.ts";
import { refusalWords, refusedByDay, refusedByReason } from "./refusals.ts";
import { summaryOf } from "./usage-bars.tsx";
import { UsageChart } from "./usage-chart.tsx";

interface UsageCardProps {
  readonly label: string;
  readonly days: readonly DayCount[];
  readonly refusals: Loaded<readonly KeyRefusals[]>;
  /** Loads the refusals again. */
  readonly onRetry: () => void;
}

/** Shows accepted and refused requests per day, and why requests were refused. */
export function UsageCard({ label, days, refusals, onRetry }: UsageCardProps) {
  const known = refusals.phase === "ready" ? refusals.value : [];
  return (
    <section class="card" aria-label={label}>
      <h2 class="card-title">Last 30 days</h2>
      <p class="muted">{summaryOf(days)}</p>
      <UsageChart days={days} refused={refusedByDay(known)} />
      {refusals.phase === "failed" && (
        <Failure
          error={refusals.error}
          what="Refused requests could not be loaded."
          onRetry={onRetry}
        />
      )}
      {refusals.phase === "ready" && <RefusedRequests refusals={known} />}
    </section>
  );
}

function RefusedRequests({ refusals }: { readonly refusals: readonly KeyRefusals[] }) {
  const reasons = refusedByReason(refusals);
  return (
    <>
      <h3 class="card-title refused-title">Refused requests</h3>
      <p class="muted">
        {reasons.length === 0 && "None in the last 30 days. "}
        Counted from the access log, which is some seconds behind and may miss some.
      </p>
      {reasons.length > 0 && (
        <NumberTable
          caption="Refused requests by reason, most first"
          headings={["Reason", "Requests"]}
          rows={reasons.map(([id, requests]) => ({
            id,
            heading: refusalWords(id),
            numbers: [requests],
          }))}
        />
      )}
    </>
  );
}

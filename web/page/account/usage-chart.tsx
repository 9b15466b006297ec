import type { DayCount } from "../api/usage.ts";
import { NumberTable } from "../components/number-table.tsx";
import { count } from "../format/numbers.ts";
import { longDay, shortDay } from "../format/times.ts";
import type { RefusedByDay } from "./refusals.ts";
import { chartTop } from "./scale.ts";
import { UsageBars } from "./usage-bars.tsx";

interface UsageChartProps {
  readonly days: readonly DayCount[];
  readonly refused: RefusedByDay;
}

/** Shows requests per day as bars, and as a table on demand. */
export function UsageChart({ days, refused }: UsageChartProps) {
  const all = days.map(({ date, requests }) => requests + (refused.get(date) ?? 0));
  const top = chartTop(Math.max(0, ...all));
  const [first, middle, last] = [days[0], days[Math.floor(days.length / 2)], days.at(-1)];
  return (
    <figure class="chart">
      <div class="chart-plot">
        <div class="chart-scale" aria-hidden="true">
          <span>{count(top)}</span>
          <span>{count(top / 2)}</span>
          <span>0</span>
        </div>
        <div class="chart-area">
          <UsageBars
            days={days}
            refused={refused}
            top={top}
            height={100}
            class="chart-bars"
            as="chart"
          />
        </div>
      </div>
      <div class="chart-days" aria-hidden="true">
        {[first, middle, last].map(
          (day, index) =>
            day && <span key={day.date}>{index === 2 ? "Today" : shortDay(day.date)}</span>,
        )}
      </div>
      <details class="chart-table">
        <summary>Show as table</summary>
        <UsageTable days={days} refused={refused} />
      </details>
    </figure>
  );
}

function UsageTable({ days, refused }: UsageChartProps) {
  const hasRefused = refused.size > 0;
  return (
    <NumberTable
      caption="Requests per day, newest first"
      headings={["Day (UTC)", "Requests", ...(hasRefused ? ["Refused"] : [])]}
      rows={[...days].reverse().map(({ date, requests }) => ({
        id: date,
        heading: <time dateTime={date}>{longDay(date)}</time>,
        numbers: hasRefused ? [requests, refused.get(date) ?? 0] : [requests],
      }))}
    />
  );
}

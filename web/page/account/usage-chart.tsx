import type { DayCount } from "../api/usage.ts";
import { count } from "../format/numbers.ts";
import { longDay, shortDay } from "../format/times.ts";
import { chartTop } from "./scale.ts";
import { UsageBars } from "./usage-bars.tsx";

interface UsageChartProps {
  readonly days: readonly DayCount[];
}

/** Shows requests per day as bars, and as a table on demand. */
export function UsageChart({ days }: UsageChartProps) {
  const top = chartTop(Math.max(0, ...days.map(({ requests }) => requests)));
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
          <UsageBars days={days} top={top} height={100} class="chart-bars" as="chart" />
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
        <UsageTable days={days} />
      </details>
    </figure>
  );
}

function UsageTable({ days }: UsageChartProps) {
  return (
    <table class="plain-table">
      <caption class="sr-only">Requests per day, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Day (UTC)</th>
          <th scope="col" class="number">
            Requests
          </th>
        </tr>
      </thead>
      <tbody>
        {[...days].reverse().map(({ date, requests }) => (
          <tr key={date}>
            <th scope="row">
              <time dateTime={date}>{longDay(date)}</time>
            </th>
            <td class="number">{count(requests)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

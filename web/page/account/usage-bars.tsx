import type { DayCount } from "../api/usage.ts";
import { count, counted } from "../format/numbers.ts";
import { longDay } from "../format/times.ts";
import { busiestOf, sumOf } from "./total-usage.ts";

interface UsageBarsProps {
  readonly days: readonly DayCount[];
  /** The number of requests that the full height represents. */
  readonly top: number;
  /** In units of the `viewBox`; the image is stretched to fit its container. */
  readonly height: number;
  readonly class: string;
  /**
   * `chart`: each day has a title with its count. `summary`: screen readers get the total.
   * `decoration`: hidden from screen readers, because the text beside it says the same.
   */
  readonly as: "chart" | "summary" | "decoration";
}

const step = 10;
const gap = 3;
/** Keeps a day with few requests distinguishable from a day with none. */
const leastHeight = 1.5;

/** One bar for each day. */
export function UsageBars(props: UsageBarsProps) {
  const { days, top, height, class: className, as } = props;
  const isDecoration = as === "decoration";
  return (
    <svg
      class={className}
      viewBox={`0 0 ${Math.max(1, days.length) * step - gap} ${height}`}
      preserveAspectRatio="none"
      focusable="false"
      role={isDecoration ? undefined : "img"}
      aria-label={isDecoration ? undefined : summaryOf(days)}
      aria-hidden={isDecoration}
    >
      {days.map(({ date, requests }, index) => {
        const scaled = (requests / top) * height;
        const tall = requests === 0 ? 0 : Math.min(height, Math.max(leastHeight, scaled));
        const position = { x: index * step, width: step - gap };
        return (
          <g key={date} class="day">
            {as === "chart" && <title>{`${longDay(date)}: ${counted(requests, "request")}`}</title>}
            <rect class="day-room" {...position} y={0} height={height} />
            <rect class="day-bar" {...position} y={height - tall} height={tall} />
          </g>
        );
      })}
    </svg>
  );
}

/** `1,234 requests in the last 30 days, most on 22 Nov 2026: 310.` */
export function summaryOf(days: readonly DayCount[]): string {
  const busiest = busiestOf(days);
  const sum = `${counted(sumOf(days), "request")} in the last 30 days`;
  return busiest
    ? `${sum}, most on ${longDay(busiest.date)}: ${count(busiest.requests)}.`
    : `${sum}.`;
}

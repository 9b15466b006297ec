import type { DayCount } from "../api/usage.ts";
import { count, counted } from "../format/numbers.ts";
import { longDay } from "../format/times.ts";
import type { RefusedByDay } from "./refusals.ts";
import { busiestOf, sumOf } from "./total-usage.ts";

interface UsageBarsProps {
  readonly days: readonly DayCount[];
  /** Drawn above those accepted, in a chart. */
  readonly refused?: RefusedByDay;
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
  const { days, refused, top, height, class: className, as } = props;
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
      {as === "chart" ? (
        days.map(({ date, requests }, index) => {
          const tall = tallOf(requests, top, height);
          const refusals = refused?.get(date) ?? 0;
          const title = `${longDay(date)}: ${counted(requests, "request")}`;
          return (
            <g key={date} class="day">
              <title>{refusals === 0 ? title : `${title}, ${count(refusals)} refused`}</title>
              <path class="day-room" d={bar(index, height, height)} />
              <path class="day-bar" d={bar(index, tall, height)} />
              <path
                class="day-refused"
                d={bar(index, tallOf(refusals, top, height), height - tall)}
              />
            </g>
          );
        })
      ) : (
        // One element for all: a list has 50 of these images.
        <path
          class="day-bar"
          d={days
            .map(({ requests }, index) => bar(index, tallOf(requests, top, height), height))
            .join("")}
        />
      )}
    </svg>
  );
}

function tallOf(requests: number, top: number, height: number): number {
  const scaled = (requests / top) * height;
  return requests === 0 ? 0 : Math.min(height, Math.max(leastHeight, scaled));
}

/** @param foot where it stands, from the top */
function bar(index: number, tall: number, foot: number): string {
  return `M${index * step} ${foot}v${-tall.toFixed(2)}h${step - gap}V${foot}z`;
}

/** `1,234 requests in the last 30 days, most on 22 Nov 2026: 310.` */
export function summaryOf(days: readonly DayCount[]): string {
  const busiest = busiestOf(days);
  const sum = `${counted(sumOf(days), "request")} in the last 30 days`;
  return busiest
    ? `${sum}, most on ${longDay(busiest.date)}: ${count(busiest.requests)}.`
    : `${sum}.`;
}

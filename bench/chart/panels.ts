import { describeValue, latchkey } from "../harness/figure.ts";
import type { Results } from "../harness/results.ts";
import type { Panel } from "./bar-chart.ts";

interface Choice {
  readonly title: string;
  readonly hint: string;
  readonly benchmark: string;
  readonly figure: string;
}

const shorter = "shorter is better";

/** The figures in README's chart. */
const choices: readonly Choice[] = [
  {
    title: "Cold start: initialisation and first invocation",
    hint: shorter,
    benchmark: "cold-start",
    figure: "cold start: init and first invocation",
  },
  {
    title: "The first invocation alone",
    hint: shorter,
    benchmark: "cold-start",
    figure: "cold start: first invocation",
  },
  {
    title: "CPU per warm request, over HTTPS",
    hint: shorter,
    benchmark: "cpu",
    figure: "CPU per request, HTTPS",
  },
  {
    title: "Round trips to the table per request",
    hint: shorter,
    benchmark: "database",
    figure: "round trips per request",
  },
  {
    title: "Admitted in the fullest 60 s of a burst across a minute's end, limit 100",
    hint: "100 is right",
    benchmark: "exactness",
    figure: "burst across a minute's end, fullest 60 s, limit 100",
  },
  {
    title: "Admitted of 570 requests at an even pace 5 % below the limit",
    hint: "570 is right",
    benchmark: "exactness",
    figure: "even pace, 5 % below the limit, admitted of 570",
  },
];

/** The panels that there are figures for. */
export function panelsOf({ results }: Results): Panel[] {
  return choices.flatMap(({ title, hint, benchmark, figure }) => {
    const figures = (results[benchmark] ?? []).filter(({ name }) => name === figure);
    const bars = figures.map((measured) => ({
      label: measured.of,
      value: measured.value,
      caption: describeValue(measured),
      spread: measured.spread,
      isOwn: measured.of.startsWith(latchkey),
    }));
    return bars.length > 0 ? [{ title, hint, bars }] : [];
  });
}

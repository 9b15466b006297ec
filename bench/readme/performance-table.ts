import {
  describeTarget,
  describeValue,
  type Figure,
  latchkey,
  meetsTarget,
} from "../harness/figure.ts";
import type { Results } from "../harness/results.ts";
import { majorOf, pinnedVersion } from "../runtime/deployed-node.ts";
import { markdownTable } from "./markdown-table.ts";
import { type Row, rows } from "./rows.ts";

/**
 * The table of figures as Markdown. A figure that was not measured has no line.
 *
 * @param shown the lines, in order: all of them, or the headlines for README
 */
export function performanceTable(
  { machine, date, results }: Results,
  shown: readonly Row[] = rows,
): string {
  const measured = shown.flatMap((row) => {
    const figure = results[row.benchmark]?.find(
      ({ name, of }) => name === row.figure && of === latchkey,
    );
    return figure ? [cellsOf(row, figure)] : [];
  });
  return [
    markdownTable(["figure", "measured", "target", "`npm run bench --`"], measured),
    "",
    `Medians on one machine (${machine}; ${date}), each benchmark in one run, unless the line names another Node. The`,
    `functions are deployed on Node ${majorOf(pinnedVersion())}. Shares compare medians of the same run.`,
  ].join("\n");
}

function cellsOf({ label, benchmark, whyMissed }: Row, figure: Figure): string[] {
  const because = whyMissed === undefined ? "" : `: ${whyMissed}`;
  const missed = meetsTarget(figure) ? "" : ` (missed${because})`;
  const measured = `${describeValue(figure)}${missed}`;
  const target = `${describeTarget(figure)} ${figure.target ? figure.unit : ""}`.trim();
  const on = figure.node === undefined ? "" : `, on Node ${figure.node}`;
  return [`${label}${on}`, measured, target, `\`${benchmark}\``];
}

const begin = "<!-- performance: written by npm run bench -- --save -->";
const end = "<!-- /performance -->";

/**
 * Puts the table between its two markers.
 *
 * @throws Error if the text has no markers
 */
export function withPerformanceTable(markdown: string, table: string): string {
  const from = markdown.indexOf(begin);
  const to = markdown.indexOf(end);
  if (from < 0 || to < from)
    throw new Error("The document has no markers for the performance table");
  return `${markdown.slice(0, from + begin.length)}\n\n${table}\n\n${markdown.slice(to)}`;
}

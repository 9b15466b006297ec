import { describeTarget, describeValue, type Figure, formatNumber, meetsTarget } from "./figure.ts";

const headings = ["figure", "of", "measured", "middle half", "runs", "target", ""];

export function terminalTable(figures: readonly Figure[]): string {
  const rows = [headings, ...figures.map(cellsOf)];
  const widths = headings.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows
    .map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}

function cellsOf(figure: Figure): string[] {
  const { spread, runs } = figure;
  return [
    figure.name,
    figure.of,
    describeValue(figure),
    spread ? `${formatNumber(spread.low)} – ${formatNumber(spread.high)}` : "",
    runs === undefined ? "" : String(runs),
    describeTarget(figure),
    meetsTarget(figure) ? "" : "missed",
  ];
}

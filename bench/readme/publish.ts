import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { drawChart } from "../chart/draw-chart.ts";
import type { Results } from "../harness/results.ts";
import { performanceTable, withPerformanceTable } from "./performance-table.ts";

const readme = fileURLToPath(new URL("../../README.md", import.meta.url));

/** Draws the chart and writes README's table. @returns what was written, for people */
export function publish(results: Results): string {
  const chart = drawChart(results);
  const text = readFileSync(readme, "utf8");
  writeFileSync(readme, withPerformanceTable(text, performanceTable(results)));
  return `${chart}, and the table in README.md`;
}

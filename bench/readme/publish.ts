import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { drawChart } from "../chart/draw-chart.ts";
import type { Results } from "../harness/results.ts";
import { gatewaysTable, guardsTable } from "./cross-tables.ts";
import { performanceTable, withPerformanceTable } from "./performance-table.ts";
import { headlines } from "./rows.ts";

interface MeasuredDocument {
  readonly path: string;
  readonly tableOf: (results: Results) => string;
}

/** Every document that shows figures between the markers. */
export const documents: readonly MeasuredDocument[] = [
  { path: "README.md", tableOf: (results) => performanceTable(results, headlines) },
  { path: "docs/performance.md", tableOf: (results) => performanceTable(results) },
  { path: "docs/verifier.md", tableOf: guardsTable },
  { path: "docs/protect.md", tableOf: gatewaysTable },
];

/** Draws the chart and writes the tables of figures. @returns the names of the written files */
export function publish(results: Results): string {
  const chart = drawChart(results);
  for (const { path, tableOf } of documents) {
    const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
    const text = readFileSync(file, "utf8");
    writeFileSync(file, withPerformanceTable(text, tableOf(results)));
  }
  return `${chart}, and the tables in ${documents.map(({ path }) => path).join(", ")}`;
}

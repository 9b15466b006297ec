import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { drawChart } from "../chart/draw-chart.ts";
import type { Results } from "../harness/results.ts";
import { performanceTable, withPerformanceTable } from "./performance-table.ts";

import { headlines, rows } from "./rows.ts";

const documents = [
  { path: "README.md", shown: headlines },
  { path: "docs/performance.md", shown: rows },
];

/** Draws the chart and writes the tables of figures. @returns the names of the written files */
export function publish(results: Results): string {
  const chart = drawChart(results);
  for (const { path, shown } of documents) {
    const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
    const text = readFileSync(file, "utf8");
    writeFileSync(file, withPerformanceTable(text, performanceTable(results, shown)));
  }
  return `${chart}, and the tables in ${documents.map(({ path }) => path).join(" and ")}`;
}

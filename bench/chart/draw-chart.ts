import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Results } from "../harness/results.ts";
import { barChart } from "./bar-chart.ts";
import { panelsOf } from "./panels.ts";

const file = fileURLToPath(new URL("../../docs/performance.svg", import.meta.url));

/** Draws the chart that README embeds. @returns the file's path, as seen from here */
export function drawChart(results: Results): string {
  const note = `${results.machine}; ${results.date}; medians, lines show the middle half of the runs`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${barChart(panelsOf(results), note)}\n`);
  return relative(process.cwd(), file);
}

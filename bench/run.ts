import os from "node:os";
import { parseArgs } from "node:util";
import { type Benchmark, describeTarget, type Figure, meetsTarget } from "./benchmark.ts";
import { bundleSize } from "./bundle-size.ts";
import { exactness } from "./exactness.ts";
import { roundTrips } from "./round-trips.ts";
import { startUp } from "./start-up.ts";

const benchmarks: Readonly<Record<string, Benchmark>> = {
  "bundle-size": bundleSize,
  "round-trips": roundTrips,
  "start-up": startUp,
  exactness,
};

const usage = `Usage: npm run bench [-- <name>…] [--json]

Measures Latchkey on this machine. Without a name: everything, in about three minutes.

${Object.entries(benchmarks)
  .map(([name, { title }]) => `  ${name.padEnd(14)}${title}`)
  .join("\n")}

  --json        print the figures as JSON
  --help        print this

Exit code: 0 where every target was met, 1 where one was missed, 2 for wrong usage.`;

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const names = positionals.length > 0 ? positionals : Object.keys(benchmarks);
  const chosen = names.map((name) => ({ name, benchmark: benchmarks[name] }));
  const results: Record<string, readonly Figure[]> = {};
  for (const { name, benchmark } of chosen) {
    if (!benchmark) throw new TypeError(`There is no benchmark "${name}".`);
    console.error(`${name}: ${benchmark.title}`);
    results[name] = await benchmark.run((line) => console.error(`  ${line}`));
  }
  const figures = Object.values(results).flat();
  console.log(values.json ? JSON.stringify({ machine, results }, null, 2) : table(figures));
  return figures.every(meetsTarget) ? 0 : 1;
}

const machine = `${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores, Node ${process.version}`;

function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${Number(figure.value.toFixed(3))} ${figure.unit}`.trim(),
    describeTarget(figure),
    meetsTarget(figure) ? "" : "missed",
  ]);
  const all = [["figure", "measured", "target", ""], ...rows];
  const width = (column: number) => Math.max(...all.map((row) => row[column]?.length ?? 0));
  const widths = [0, 1, 2, 3].map(width);
  const lines = all.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  "));
  return [machine, "", ...lines.map((line) => line.trimEnd())].join("\n");
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}

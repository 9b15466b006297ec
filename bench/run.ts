import { parseArgs } from "node:util";
import { benchmarks } from "./benchmarks.ts";
import { quietSdk } from "./harness/child.ts";
import { meetsTarget } from "./harness/figure.ts";
import { describeMachine } from "./harness/machine.ts";
import { latestResults, type Results, saveResults } from "./harness/results.ts";
import { terminalTable } from "./harness/terminal-table.ts";
import { publish } from "./readme/publish.ts";

const usage = `Usage: npm run bench [-- <name>…] [--full] [--json] [--save]
       npm run bench -- --publish

Measures Latchkey on this machine, beside its peers, on the Node that its functions are deployed on.
Without a name: everything, in less than a quarter of an hour.

${Object.entries(benchmarks)
  .map(([name, { title }]) => `  ${name.padEnd(14)}${title}`)
  .join("\n")}

  --full        take the sizes that need minutes more (growth: a million keys)
  --json        print the figures as JSON
  --save        keep them in bench/results; draw docs/performance.svg and write the tables of figures
  --publish     draw and write these from the results kept last, without measuring
  --help        print this

Exit code: 0 where every target was met, 1 where one was missed, 2 for wrong usage.`;

class UsageError extends Error {}

async function main(): Promise<number> {
  const { positionals, values } = readArguments();
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.publish) {
    console.error(`written: ${publish(latestResults())}`);
    return 0;
  }
  const names = positionals.length > 0 ? positionals : Object.keys(benchmarks);
  const unknown = names.find((name) => !Object.hasOwn(benchmarks, name));
  if (unknown !== undefined) throw new UsageError(`There is no benchmark "${unknown}".`);

  const results = await measure(names, values.full ?? false);
  if (values.save) console.error(`written: ${publish(saveResults(results))}`);
  const figures = Object.values(results.results).flat();
  console.log(
    values.json
      ? JSON.stringify(results, null, 2)
      : `${results.machine}\n\n${terminalTable(figures)}`,
  );
  return figures.every(meetsTarget) ? 0 : 1;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        full: { type: "boolean" },
        json: { type: "boolean" },
        save: { type: "boolean" },
        publish: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function measure(names: readonly string[], isFull: boolean): Promise<Results> {
  const results: Results["results"] = {};
  const startedAt = performance.now();
  for (const name of names) {
    const benchmark = benchmarks[name];
    if (!benchmark) continue;
    console.error(`${name}: ${benchmark.title}`);
    const progress = (line: string) => {
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      console.error(`  ${String(seconds).padStart(3)} s  ${line}`);
    };
    results[name] = [...(await benchmark.run({ progress, isFull }))];
  }
  return { machine: describeMachine(), date: new Date().toISOString().slice(0, 10), results };
}

Object.assign(process.env, quietSdk);
try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}

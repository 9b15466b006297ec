import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { figureSchema } from "./figure.ts";

const resultsSchema = z.object({
  machine: z.string(),
  /** The day on which the run ended, YYYY-MM-DD. */
  date: z.string(),
  /** Figures by the name of the benchmark. */
  results: z.record(z.string(), z.array(figureSchema)),
});

export type Results = z.infer<typeof resultsSchema>;

const directory = fileURLToPath(new URL("../results", import.meta.url));

/**
 * Keeps results in a file of their day. Those of the same day and machine are joined, so that
 * benchmarks can be run one by one.
 *
 * @returns what the file holds now
 */
export function saveResults(results: Results): Results {
  const file = join(directory, `${results.date}.json`);
  const before = existsSync(file) ? parseResults(readFileSync(file, "utf8")) : undefined;
  const kept = before?.machine === results.machine ? before.results : {};
  const joined = { ...results, results: { ...kept, ...results.results } };
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, `${JSON.stringify(joined, null, 2)}\n`);
  return joined;
}

/** @throws Error if no results have been saved */
export function latestResults(): Results {
  const latest = existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => name.endsWith(".json"))
        .sort()
        .at(-1)
    : undefined;
  if (!latest) throw new Error("No results have been saved: run npm run bench -- --save first.");
  return parseResults(readFileSync(join(directory, latest), "utf8"));
}

export function parseResults(text: string): Results {
  return resultsSchema.parse(JSON.parse(text));
}

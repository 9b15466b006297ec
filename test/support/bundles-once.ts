import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFunctions as bundle, functionsDirectory } from "../../lib/bundles.ts";
import type { Bundles } from "../../lib/function-names.ts";

export * from "../../lib/bundles.ts";

/** Bundles the product's own functions once in a run of the tests, not in each test file. */
export function bundleFunctions(directory = functionsDirectory): Bundles {
  if (directory !== functionsDirectory) return bundle(directory);
  // The temporary directory is the run's own, so that nothing in it is of other sources.
  const file = join(tmpdir(), "latchkey-bundles.json");
  if (!existsSync(file)) {
    const ours = `${file}-${process.pid}`;
    writeFileSync(ours, JSON.stringify(bundle()));
    renameSync(ours, file);
  }
  return JSON.parse(readFileSync(file, "utf8"));
}

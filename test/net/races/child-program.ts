import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** A program for processes that a test starts and kills. */
export interface ChildProgram {
  readonly path: string;
  remove(): Promise<void>;
}

/** @param name of a file of this folder, such as `changing-child` */
export async function bundleChild(name: string): Promise<ChildProgram> {
  const directory = await mkdtemp(join(tmpdir(), "latchkey-child-"));
  const path = join(directory, `${name}.mjs`);
  buildSync({
    entryPoints: [new URL(`${name}.ts`, import.meta.url).pathname],
    outfile: path,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: "error",
  });
  return { path, remove: () => rm(directory, { recursive: true, force: true }) };
}

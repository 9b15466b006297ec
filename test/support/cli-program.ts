import { existsSync, mkdtempSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Bundles the CLI as the package does, once for a run of tests: from its sources, each start of it would
 * take a second, most of which goes into loading some hundred modules.
 *
 * @returns the program's path
 */
export function cliProgram(): string {
  const directory = join(tmpdir(), "latchkey-cli");
  const program = join(directory, "latchkey.mjs");
  if (existsSync(program)) return program;
  const ours = mkdtempSync(`${directory}-`);
  buildSync({
    absWorkingDir: projectRoot,
    entryPoints: { latchkey: "bin/cli.ts" },
    outdir: ours,
    outExtension: { ".js": ".mjs" },
    external: ["undici"],
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node20",
    format: "esm",
    mainFields: ["module", "main"],
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "error",
    banner: {
      // Some CommonJS packages in it load Node's own modules by `require`.
      js: 'import{createRequire as latchkeyRequire}from"node:module";const require=latchkeyRequire(import.meta.url);',
    },
  });
  symlinkSync(join(projectRoot, "node_modules"), join(ours, "node_modules"));
  try {
    renameSync(ours, directory);
  } catch (error) {
    // Another worker was faster; its program is the same.
    if (!existsSync(program)) throw error;
    rmSync(ours, { recursive: true });
  }
  return program;
}

import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/**
 * Bundles one entry with the settings of lib/bundles.ts, so that contestants differ by what they
 * import alone. (A test holds the two alike.)
 *
 * @returns the source of one ES module
 */
export function bundleLambda(entry: URL): string {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [fileURLToPath(entry)],
    outdir: `${root}bundles`,
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
  });
  const source = outputFiles[0]?.text ?? "";
  if (!source.includes("Dynamic require of")) return source;
  return `import{createRequire as latchkeyRequire}from"node:module";const require=latchkeyRequire(import.meta.url);${source}`;
}

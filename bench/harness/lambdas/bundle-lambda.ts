import { fileURLToPath } from "node:url";
import { type BuildOptions, buildSync } from "esbuild";
import { minifyAuthorizer } from "../../../lib/minify-authorizer.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const common: BuildOptions = {
  absWorkingDir: root,
  outdir: `${root}bundles`,
  write: false,
  bundle: true,
  minify: true,
  define: { "process.env.LATCHKEY_BUNDLED": "true" },
  platform: "node",
  target: "node20",
  charset: "utf8",
  legalComments: "none",
  logLevel: "silent",
};

/**
 * Bundles one authorizer with the settings of lib/bundles.ts, so that contestants differ by what they
 * import alone. (A test holds the two alike.)
 *
 * @returns the source of one ES module
 */
export function bundleLambda(entry: URL): string {
  const source = minifyAuthorizer(build(entry, { format: "esm", mainFields: ["module", "main"] }));
  if (!source.includes("Dynamic require of")) return source;
  return `import{createRequire as latchkeyRequire}from"node:module";const require=latchkeyRequire(import.meta.url);${source}`;
}

/**
 * Bundles one entry as esbuild does for Node if it is told nothing else, and CDK's NodejsFunction
 * with it.
 *
 * @returns the source of one CommonJS module
 */
export function bundleLambdaByDefault(entry: URL): string {
  return build(entry, { format: "cjs" });
}

function build(entry: URL, options: BuildOptions): string {
  const { outputFiles } = buildSync({
    ...common,
    ...options,
    write: false,
    entryPoints: [fileURLToPath(entry)],
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`esbuild made no bundle of ${entry.href}`);
  return output.text;
}

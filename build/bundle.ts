import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { libraryEntries, programEntry } from "./entries.ts";

/** Everything but the peers and the dependencies goes into the bundles. */
const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  mainFields: ["module", "main"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
} as const satisfies BuildOptions;

/**
 * Writes the package's JavaScript: the library as ES modules and as CommonJS, and the CLI.
 *
 * @param external packages that users install
 * @returns the files whose code is in them
 */
export async function bundlePackage(
  root: string,
  dist: string,
  external: readonly string[],
): Promise<string[]> {
  const options = { ...common, absWorkingDir: root, external: [...external] };
  const runs = await Promise.all([
    build({
      ...options,
      entryPoints: libraryEntries,
      // Names stay, for stack traces.
      minifyWhitespace: true,
      minifySyntax: true,
      outdir: join(dist, "esm"),
      format: "esm",
      splitting: true,
      chunkNames: "shared-[hash]",
      plugins: [standIns(root), moduleAddresses(root, "import.meta.url")],
    }),
    build({
      ...options,
      entryPoints: libraryEntries,
      // Names stay, for stack traces.
      minifyWhitespace: true,
      minifySyntax: true,
      outdir: join(dist, "cjs"),
      format: "cjs",
      banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
      plugins: [standIns(root), moduleAddresses(root, "bundleUrl")],
    }),
    build({
      ...options,
      entryPoints: programEntry,
      outdir: join(dist, "bin"),
      format: "esm",
      splitting: true,
      chunkNames: "shared-[hash]",
      // Nobody debugs in here, and the SDK is large.
      minify: true,
      banner: {
        // Some CommonJS packages in it load Node's own modules by `require`.
        js: 'import{createRequire as latchkeyRequire}from"node:module";const require=latchkeyRequire(import.meta.url);',
      },
      plugins: [standIns(root), moduleAddresses(root, "import.meta.url")],
    }),
  ]);
  return runs.flatMap(({ metafile }) => filesIn(metafile));
}

/** The files whose code is in a bundle of the entries, by path from the root. */
export async function codeInside(root: string, entryPoints: string[]): Promise<string[]> {
  const { metafile } = await build({
    ...common,
    absWorkingDir: root,
    entryPoints,
    outdir: join(root, "nowhere"),
    format: "esm",
    jsxImportSource: "preact",
    write: false,
  });
  return filesIn(metafile);
}

function filesIn({ outputs }: Metafile): string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [file] : [],
    ),
  );
}

/** Takes `x.prebuilt.ts` in place of `x.ts` wherever there is one. */
function standIns(root: string): Plugin {
  return {
    name: "stand-ins",
    setup({ onResolve }) {
      onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
        const standIn = resolve(resolveDir, path).replace(/\.ts$/, ".prebuilt.ts");
        return standIn.startsWith(root) && existsSync(standIn) ? { path: standIn } : undefined;
      });
    },
  };
}

/**
 * Gives each module an address below `dist/assets`, where the files lie that it reads beside itself.
 *
 * @param bundleUrl the expression for the address of the bundle, which lies in a directory of `dist`
 */
function moduleAddresses(root: string, bundleUrl: string): Plugin {
  return {
    name: "module-addresses",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const place = relative(root, path);
        if (place.startsWith("..") || place.includes("node_modules")) return undefined;
        const source = await readFile(path, "utf8");
        const address = `new URL(${JSON.stringify(`../assets/${place}`)}, ${bundleUrl}).href`;
        return {
          contents: source.replaceAll("import.meta.url", address),
          loader: "ts",
          resolveDir: dirname(path),
        };
      });
    },
  };
}

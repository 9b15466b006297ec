import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { minifySync } from "@swc/core";
import { type BuildOptions, buildSync, type OutputFile } from "esbuild";

/** The files for a part of the site: one script, one style sheet. */
export interface BrowserBundle {
  readonly script: string;
  readonly style: string;
}

const pageEntries = ["web/page/main.tsx", "web/page/styles/page.css"];
const consoleEntries = ["web/page/operator/main.tsx", "web/page/operator/console.css"];
const signInEntries = ["web/page/sign-in.ts"];
const docsEntries = ["web/docs/script/docs.ts", "web/docs/style/docs.css"];
const searchEntries = ["web/docs/script/search.ts"];
export const browserEntries = [
  ...signInEntries,
  ...pageEntries,
  ...consoleEntries,
  ...docsEntries,
  ...searchEntries,
];

const root = fileURLToPath(new URL("../..", import.meta.url));

/** @throws Error with esbuild's account of what does not resolve or parse */
export const bundlePage = once(() => smallerBundle(pageEntries));

/** @throws Error with esbuild's account of what does not resolve or parse */
export const bundleConsole = once(() => smallerBundle(consoleEntries));

/**
 * The script that signs people in, for the settings page and the console.
 *
 * @throws Error with esbuild's account of what does not resolve or parse
 */
export const bundleSignIn = once(() =>
  smaller(textOf(".js", outputsOf(signInEntries, pageOptions))),
);

/** An app may have several sites, with the same scripts. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function smallerBundle(entries: string[]): BrowserBundle {
  const { script, style } = bundle(entries, pageOptions);
  return { script: smaller(script), style };
}

/** SWC takes another 3 % off what esbuild minified. */
function smaller(script: string): string {
  return minifySync(script, {
    module: true,
    ecma: 2022,
    compress: { ecma: 2022, passes: 3 },
    mangle: { toplevel: true },
  }).code;
}

const pageOptions: BuildOptions = {
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
};

/** @throws Error with esbuild's account of what does not resolve or parse */
export const bundleDocs = once(() =>
  bundle(docsEntries, {
    // A classic script, since those run before the text is shown.
    format: "iife",
    charset: "utf8",
  }),
);

/**
 * The script of the documentation's search page.
 *
 * @throws Error with esbuild's account of what does not resolve or parse
 */
export const bundleSearch = once(() =>
  textOf(".js", outputsOf(searchEntries, { format: "iife", charset: "utf8" })),
);

function bundle(entryPoints: string[], options: BuildOptions): BrowserBundle {
  const outputs = outputsOf(entryPoints, options);
  return { script: textOf(".js", outputs), style: textOf(".css", outputs) };
}

function textOf(extension: string, outputs: readonly OutputFile[]): string {
  const output = outputs.find(({ path }) => extname(path) === extension);
  if (!output) throw new Error(`esbuild made no ${extension} file`);
  return output.text;
}

/** Without a source map: what is deployed is public. */
function outputsOf(entryPoints: string[], options: BuildOptions): readonly OutputFile[] {
  const { outputFiles = [] } = buildSync({
    absWorkingDir: root,
    entryPoints,
    outdir: join(root, "assets"),
    entryNames: "[name]",
    bundle: true,
    minify: true,
    platform: "browser",
    legalComments: "none",
    logLevel: "silent",
    ...options,
    write: false,
  });
  return outputFiles;
}

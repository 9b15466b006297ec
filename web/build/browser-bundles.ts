import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { minifySync } from "@swc/core";
import { type BuildOptions, buildSync } from "esbuild";

/** What a browser loads of a part of the site: one script, one style sheet. */
export interface BrowserBundle {
  readonly script: string;
  readonly style: string;
}

const pageEntries = ["web/page/main.tsx", "web/page/styles/page.css"];
const consoleEntries = ["web/page/operator/main.tsx", "web/page/operator/console.css"];
const docsEntries = ["web/docs/script/docs.ts", "web/docs/style/docs.css"];
export const browserEntries = [...pageEntries, ...consoleEntries, ...docsEntries];

const root = fileURLToPath(new URL("../..", import.meta.url));

/** @throws Error with esbuild's account of what does not resolve or parse */
export function bundlePage(): BrowserBundle {
  return smaller(bundle(pageEntries, pageOptions));
}

/** @throws Error with esbuild's account of what does not resolve or parse */
export function bundleConsole(): BrowserBundle {
  return smaller(bundle(consoleEntries, pageOptions));
}

/** SWC takes another 3 % off what esbuild minified. */
function smaller({ script, style }: BrowserBundle): BrowserBundle {
  const { code } = minifySync(script, {
    module: true,
    ecma: 2022,
    compress: { ecma: 2022, passes: 3 },
    mangle: { toplevel: true },
  });
  return { script: code, style };
}

const pageOptions: BuildOptions = {
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
};

/** @throws Error with esbuild's account of what does not resolve or parse */
export function bundleDocs(): BrowserBundle {
  return bundle(docsEntries, {
    // A classic script, since those run before the text is shown.
    format: "iife",
    charset: "utf8",
  });
}

/** Without a source map: what is deployed is public. */
function bundle(entryPoints: string[], options: BuildOptions): BrowserBundle {
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
  const textOf = (extension: string): string => {
    const output = outputFiles.find(({ path }) => extname(path) === extension);
    if (!output) throw new Error(`esbuild made no ${extension} file of ${entryPoints.join(", ")}`);
    return output.text;
  };
  return { script: textOf(".js"), style: textOf(".css") };
}

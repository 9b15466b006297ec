import { readFileSync } from "node:fs";
import type { BrowserBundle } from "./browser-bundles.ts";

/** Stands in for `browser-bundles.ts` in the package, which has no sources to bundle. */
export const bundlePage = (): BrowserBundle => prebuilt("page");
export const bundleConsole = (): BrowserBundle => prebuilt("console");
export const bundleDocs = (): BrowserBundle => prebuilt("docs");

function prebuilt(name: string): BrowserBundle {
  const read = (file: string) =>
    readFileSync(new URL(`../../prebuilt/${file}`, import.meta.url), "utf8");
  return { script: read(`${name}.js`), style: read(`${name}.css`) };
}

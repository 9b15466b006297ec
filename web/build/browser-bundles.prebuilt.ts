import { readFileSync } from "node:fs";
import type { BrowserBundle } from "./browser-bundles.ts";

/** Stands in for `browser-bundles.ts` in the package, which has no sources to bundle. */
export const bundlePage = (): BrowserBundle => prebuilt("page");
export const bundleConsole = (): BrowserBundle => prebuilt("console");
export const bundleDocs = (): BrowserBundle => prebuilt("docs");
export const bundleSignIn = (): string => read("sign-in.js");
export const bundleSearch = (): string => read("search.js");

function prebuilt(name: string): BrowserBundle {
  return { script: read(`${name}.js`), style: read(`${name}.css`) };
}

function read(file: string): string {
  return readFileSync(new URL(`../../prebuilt/${file}`, import.meta.url), "utf8");
}

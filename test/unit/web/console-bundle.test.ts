import { gzipSync } from "node:zlib";
import { expect, it } from "@jest/globals";
import { bundleConsole } from "../../../web/build/browser-bundles.ts";

const { script, style } = bundleConsole();

it("the console has a script of at most 65 KB and a style sheet of at most 9 KB, gzipped", () => {
  expect(gzipSync(script).length).toBeLessThanOrEqual(65 * 1024);
  expect(gzipSync(style).length).toBeLessThanOrEqual(9 * 1024);
});

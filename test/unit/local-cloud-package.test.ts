import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";
import * as z from "zod";
import { readImportGraph } from "./support/import-graph.ts";

const versions = z.record(z.string(), z.string()).default({});
const manifest = z.object({
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
});

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => manifest.parse(JSON.parse(readFileSync(root + path, "utf8")));
const own = read("packages/cfn-local/package.json");
const whole = read("package.json");

it("depends on what it imports, tests included, and on nothing else", () => {
  const imported = [...readImportGraph(root, ["packages"]).values()]
    .flat()
    .filter((target) => target.startsWith("package:"))
    .map((target) => target.slice("package:".length));
  expect(Object.keys({ ...own.dependencies, ...own.devDependencies }).sort()).toEqual(
    [...new Set(imported)].sort(),
  );
});

it("has every dependency in the version that this repository installs", () => {
  const installed = { ...whole.dependencies, ...whole.devDependencies };
  for (const [name, version] of Object.entries({
    ...own.dependencies,
    ...own.devDependencies,
  })) {
    expect([name, version]).toEqual([name, installed[name]]);
  }
});

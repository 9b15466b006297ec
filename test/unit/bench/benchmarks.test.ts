import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { benchmarks } from "../../../bench/benchmarks.ts";

const bench = new URL("../../../bench/", import.meta.url);
const readme = readFileSync(new URL("README.md", bench), "utf8");

it.each(Object.keys(benchmarks))("%s has a folder of its name, and a line in README", (name) => {
  expect(existsSync(new URL(`${name}/${name}.ts`, bench))).toBe(true);
  expect(readme).toMatch(new RegExp(`^\\| \`${name}\` `, "m"));
});

import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import * as z from "zod";

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});

/**
 * `npm ci` refuses a lockfile without an entry for each platform's package, also those of other
 * platforms; a registry that lacks one of them makes `npm install` leave it out.
 */
const lockfiles = [
  "package-lock.json",
  "bench/lighthouse/package-lock.json",
  "bench/peers/package-lock.json",
  "bench/runtime/package-lock.json",
  "packages/cfn-local/dynamodb-local/package-lock.json",
  "test/consumers/package-lock.json",
];

it.each(lockfiles)("%s locks the optional package of every platform", (path) => {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const { packages } = lockfile.parse(JSON.parse(text));
  const missing = Object.entries(packages).flatMap(([owner, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => {
      const nested = `${owner === "" ? "" : `${owner}/`}node_modules/${name}`;
      return !(nested in packages) && !(`node_modules/${name}` in packages);
    }),
  );
  expect(missing).toEqual([]);
});

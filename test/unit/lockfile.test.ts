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
it.each(["", "bench/runtime/"])(
  "%s package-lock.json has the optional package of every platform",
  (directory) => {
    const file = new URL(`../../${directory}package-lock.json`, import.meta.url);
    const text = readFileSync(file, "utf8");
    const { packages } = lockfile.parse(JSON.parse(text));
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => {
        const nested = `${path === "" ? "" : `${path}/`}node_modules/${name}`;
        return !(nested in packages) && !(`node_modules/${name}` in packages);
      }),
    );
    expect(missing).toEqual([]);
  },
);

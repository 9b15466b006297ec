import * as z from "zod";

/** SPDX names of the licences that a package may have. None asks anything of Latchkey's own code. */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "Artistic-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  // axe-core, which runs in tests and is not distributed.
  "MPL-2.0",
  "PSF-2.0",
  "Python-2.0",
  "Unlicense",
  "WTFPL",
]);

export const lockfileSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      license: z.string().optional(),
      link: z.boolean().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

/** Packages of a lockfile whose licence is not allowed or not known, each with its licence. */
export function refusedLicences({ packages }: z.infer<typeof lockfileSchema>): readonly string[] {
  // Binaries for other platforms stand in the lockfile without a licence: theirs is their owner's.
  const ofOthers = new Set(
    Object.values(packages).flatMap(({ license, optionalDependencies = {} }) =>
      license === undefined ? [] : Object.keys(optionalDependencies),
    ),
  );
  return Object.entries(packages).flatMap(([path, { license, link }]) => {
    const [, name] = /.*node_modules\/(.+)$/.exec(path) ?? [];
    if (name === undefined || link) return [];
    if (license === undefined) return ofOthers.has(name) ? [] : [`${name}: no licence`];
    return isAllowed(license) ? [] : [`${name}: ${license}`];
  });
}

/** A choice needs one allowed licence, a combination only allowed ones; a mixture is refused. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, "$1");
  if (plain.includes(" OR ")) return plain.split(" OR ").some((each) => allowed.has(each));
  return plain.split(" AND ").every((each) => allowed.has(each));
}

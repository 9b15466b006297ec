import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runIn } from "./package.ts";

const sources = fileURLToPath(new URL("../project/", import.meta.url));
const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** A project's compiler options; declarations of dependencies are checked too. */
const compilerOptions = {
  target: "ES2023",
  module: "NodeNext",
  strict: true,
  types: ["node"],
};

/** The versions of this repository, which are those that it is tested with. */
async function versions(): Promise<Readonly<Record<string, string>>> {
  const { devDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return devDependencies;
}

/** The module systems, each a directory of the project. */
export const systems = ["module", "commonjs"] as const;

/**
 * Makes a fresh project with the packed package installed, and the sources of `test/adopt/project` once
 * for each module system.
 *
 * @param packages what it installs besides, in the versions of this repository
 */
export async function createProject(
  directory: string,
  tarball: string,
  packages: readonly string[],
): Promise<void> {
  for (const type of systems) {
    await cp(sources, join(directory, type), { recursive: true });
    await writeJson(join(directory, type, "package.json"), { private: true, type });
  }
  await writeJson(join(directory, "package.json"), { private: true });
  await writeJson(join(directory, "tsconfig.json"), { compilerOptions });
  const known = await versions();
  const wanted = packages.map((name) => (known[name] ? `${name}@${known[name]}` : name));
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  await runIn(directory, "npm", ["install", ...quiet, tarball, ...wanted]);
}

function writeJson(path: string, value: object): Promise<void> {
  return writeFile(path, JSON.stringify(value));
}

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as z from "zod";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../..", import.meta.url));

const report = z.tuple([
  z.object({
    filename: z.string(),
    size: z.number(),
    files: z.array(z.object({ path: z.string() })),
  }),
]);

export interface Packed {
  readonly tarball: string;
  readonly bytes: number;
  readonly files: readonly string[];
}

/** Builds and packs as a release does. */
export async function packTo(directory: string): Promise<Packed> {
  await runIn(root, "npm", ["run", "build"]);
  const packing = ["pack", "--ignore-scripts", "--json", "--pack-destination", directory];
  const [{ filename, size, files }] = report.parse(JSON.parse(await runIn(root, "npm", packing)));
  return {
    tarball: `${directory}/${filename}`,
    bytes: size,
    files: files.map(({ path }) => path).sort(),
  };
}

/** @returns stdout; rejects with the output of a command that fails */
export async function runIn(
  directory: string,
  command: string,
  words: readonly string[],
): Promise<string> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const options = { cwd: directory, env, maxBuffer: 64 * 1024 * 1024 };
  return run(command, words, options).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr, message }) => {
      throw new Error([message, stdout, stderr].join("\n"));
    },
  );
}

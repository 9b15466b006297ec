import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * A digest of files and directories, by path and content, and of a text. What is not there counts
 * as empty.
 *
 * @param paths relative to the root
 */
export async function digestOf(
  root: string,
  paths: readonly string[],
  text: string,
): Promise<string> {
  const hash = createHash("sha256").update(`${text}\0`);
  const files = await Promise.all(paths.map((path) => filesUnder(root, path)));
  const contents = files.flat().sort();
  const bodies = await Promise.all(contents.map((path) => readFile(join(root, path))));
  for (const [index, path] of contents.entries()) {
    const body = bodies[index] ?? Buffer.alloc(0);
    hash.update(`${path}\0${body.length}\0`).update(body);
  }
  return hash.digest("hex").slice(0, 32);
}

async function filesUnder(root: string, path: string): Promise<string[]> {
  const found = await stat(join(root, path)).catch(() => undefined);
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  const entries = await readdir(join(root, path));
  const nested = await Promise.all(entries.map((entry) => filesUnder(root, `${path}/${entry}`)));
  return nested.flat();
}

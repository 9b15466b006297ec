import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { reasonOf, StartError } from "../packages/cfn-local/start-error.ts";

/**
 * Creates a directory that only its owner may enter, with what is missing above it. One that is
 * there already keeps its mode, since others may have reasons to use it.
 *
 * @throws StartError where that is not possible
 */
export async function makePrivateDirectory(path: string): Promise<void> {
  try {
    await makeDirectory(path);
  } catch (error) {
    throw new StartError(`LATCHKEY_DATA_DIR cannot be used: ${reasonOf(error)}`);
  }
}

/** Not `recursive`: Node tries forever where the kernel refuses as in /proc, with ENOENT. */
async function makeDirectory(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (!found && dirname(path) !== path) await makeDirectory(dirname(path));
  await mkdir(path, { mode: 0o700 });
}

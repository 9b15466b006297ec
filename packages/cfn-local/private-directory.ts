import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { reasonOf, StartError } from "./start-error.ts";

/**
 * Creates a directory that only its owner may enter, and its missing parents. An existing directory
 * keeps its mode, because others may have reasons to use it.
 *
 * @param settingName what the error message calls the setting that gives the path
 * @throws StartError if that is not possible
 */
export async function makePrivateDirectory(path: string, settingName: string): Promise<void> {
  try {
    await makeDirectory(path);
  } catch (error) {
    throw new StartError(`${settingName} cannot be used: ${reasonOf(error)}`);
  }
}

/** Not `recursive`: Node retries forever if the kernel refuses with ENOENT, as in /proc. */
async function makeDirectory(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (!found && dirname(path) !== path) await makeDirectory(dirname(path));
  await mkdir(path, { mode: 0o700 });
}

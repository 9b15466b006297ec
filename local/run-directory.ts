import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * The directory by which a local run, the command line and `localRun()` find each other:
 * `LATCHKEY_RUN_DIR`, else one of the user's. It does not depend on where each of them is installed or
 * started.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ a relative `XDG_STATE_HOME` is ignored
 */
export function runDirectoryOf(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  const { LATCHKEY_RUN_DIR: given, XDG_STATE_HOME: state = "", LOCALAPPDATA } = environment;
  if (given) return given;
  if (platform === "win32") return join(LOCALAPPDATA || join(home, "AppData", "Local"), "latchkey");
  if (platform === "darwin") return join(home, "Library", "Application Support", "latchkey");
  return join(isAbsolute(state) ? state : join(home, ".local", "state"), "latchkey");
}

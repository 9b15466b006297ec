import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod";

/** Somebody's tokens for one deployment. */
const signIn = z.object({
  issuer: z.string(),
  clientId: z.string(),
  accessToken: z.string(),
  /** Unix time. */
  expiresAtEpochSeconds: z.number(),
  refreshToken: z.string().optional(),
});

export type SignIn = z.infer<typeof signIn>;

/** By the management API's address. */
const signIns = z.record(z.string(), signIn);

/**
 * Returns the file of the sign-ins: in `LATCHKEY_CONFIG_DIR`, else in the user's configuration directory.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function signInFile(environment: NodeJS.ProcessEnv, platform = process.platform): string {
  const home = environment.HOME || environment.USERPROFILE || homedir();
  const usual =
    platform === "win32" && environment.APPDATA ? environment.APPDATA : join(home, ".config");
  const directory =
    environment.LATCHKEY_CONFIG_DIR || join(environment.XDG_CONFIG_HOME || usual, "latchkey");
  return join(directory, "sign-in.json");
}

export async function readSignIn(path: string, address: string): Promise<SignIn | undefined> {
  return (await readAll(path))[address];
}

/** Only its owner may read the file. @param value undefined removes the sign-in */
export async function writeSignIn(
  path: string,
  address: string,
  value: SignIn | undefined,
): Promise<void> {
  const { [address]: _, ...others } = await readAll(path);
  const content = value ? { ...others, [address]: value } : others;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  // One that a killed process left keeps its mode.
  await chmod(temporary, 0o600);
  await rename(temporary, path);
}

/** A missing or malformed file is one without sign-ins. */
async function readAll(path: string): Promise<Record<string, SignIn>> {
  try {
    return signIns.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return {};
  }
}

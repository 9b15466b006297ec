import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

export interface Java {
  /** The program itself, not a launcher that would outlive a signal to it. */
  readonly path: string;
  readonly version: number;
}

/** The timeout for Java's version. */
const patienceMs = 20_000;

/** The Java of `JAVA_HOME`, else the one on the path. */
export async function findJava(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Java | undefined> {
  const { JAVA_HOME } = environment;
  const candidates = JAVA_HOME ? [join(JAVA_HOME, "bin", "java"), "java"] : ["java"];
  for (const candidate of candidates) {
    const java = await askVersion(candidate, environment);
    if (java) return java;
  }
  return undefined;
}

async function askVersion(
  candidate: string,
  environment: NodeJS.ProcessEnv,
): Promise<Java | undefined> {
  try {
    const { stderr } = await promisify(execFile)(
      candidate,
      ["-XshowSettings:properties", "-version"],
      { env: environment, timeout: patienceMs },
    );
    const home = /^ *java\.home = (.*?)\r?$/m.exec(stderr)?.[1] ?? "";
    // Java 8 calls itself 1.8.
    const version = /^ *java\.specification\.version = (?:1\.)?(\d+)\r?$/m.exec(stderr)?.[1];
    const executable = process.platform === "win32" ? "java.exe" : "java";
    const path = join(home, "bin", executable);
    if (version === undefined) return undefined;
    return { path: existsSync(path) ? path : candidate, version: Number(version) };
  } catch {
    return undefined;
  }
}

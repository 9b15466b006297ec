import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Database, startDatabaseProgram } from "./database-process.ts";
import { hiddenAddress } from "./hidden-address.ts";
import { spawnTethered } from "./tethered-process.ts";

export interface Platform {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/** The engine's binary, which comes as an optional package for some platforms only. */
export function findDynoxide({ platform, arch }: Platform = process): string | undefined {
  const name = `@dynoxide/${platform}-${arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const binary = join(dirname(manifest), platform === "win32" ? "dynoxide.exe" : "dynoxide");
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Runs Dynoxide, an embedded engine that speaks DynamoDB's protocol, where nobody finds it by
 * trying: it takes any signature, and tells browsers that any page may call it.
 *
 * @param file where to keep the data; undefined keeps it in memory
 * @see https://github.com/nubo-db/dynoxide
 */
export async function startDynoxide(binary: string, file: string | undefined): Promise<Database> {
  const storage = file === undefined ? [] : ["--db-path", file];
  return startDatabaseProgram({
    name: "The embedded database",
    // It takes milliseconds.
    readyWithinMs: 10_000,
    address: hiddenAddress,
    spawn: ({ host, port }) =>
      spawnTethered(binary, ["serve", "--host", host, "--port", String(port), ...storage]),
  });
}

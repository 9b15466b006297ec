import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ConfigError, type Configuration, parseConfiguration } from "./parse-config.ts";

/** Another configuration file than the current directory's, or the checkout's. */
export const configFileVariable = "LATCHKEY_CONFIG_FILE";

const configFileNames = ["latchkey.config.ts", "latchkey.config.mjs", "latchkey.config.js"];
const checkoutFile = fileURLToPath(new URL("../../latchkey.config.ts", import.meta.url));

export function configFileOf(environment: NodeJS.ProcessEnv): string {
  const given = environment[configFileVariable];
  if (given) return resolve(given);
  const files = configFileNames.map((name) => resolve(name));
  return [...files, checkoutFile].find((file) => existsSync(file)) ?? resolve("latchkey.config.ts");
}

/** @throws ConfigError in one line if the file cannot be loaded, or is not valid */
export async function loadConfiguration(file: string): Promise<Configuration> {
  const name = basename(file);
  const exported: { default?: unknown } = await import(pathToFileURL(file).href).catch((error) => {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    throw new ConfigError(`${name}: cannot be loaded: ${reason}${hintFor(error)}`);
  });
  return parseConfiguration(exported.default, name);
}

/** A checkout runs with a loader; the package's CLI has what Node has. */
function hintFor(error: unknown): string {
  const isTypeScript =
    error instanceof Error && "code" in error && error.code === "ERR_UNKNOWN_FILE_EXTENSION";
  return isTypeScript ? ". Use Node 22.18 or newer, or name it latchkey.config.mjs" : "";
}

import { basename, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ConfigError, type Configuration, parseConfiguration } from "./parse-config.ts";

/** Another configuration file than the checkout's `latchkey.config.ts`. */
export const configFileVariable = "LATCHKEY_CONFIG_FILE";

const checkoutFile = fileURLToPath(new URL("../../latchkey.config.ts", import.meta.url));

export function configFileOf(environment: NodeJS.ProcessEnv): string {
  return resolve(environment[configFileVariable] || checkoutFile);
}

/** @throws ConfigError in one line if the file cannot be loaded, or is not valid */
export async function loadConfiguration(file: string): Promise<Configuration> {
  const name = basename(file);
  const exported: { default?: unknown } = await import(pathToFileURL(file).href).catch((error) => {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    throw new ConfigError(`${name}: cannot be loaded: ${reason}`);
  });
  return parseConfiguration(exported.default, name);
}

/**
 * `npm run openapi [-- FILE]`: writes the OpenAPI document of `latchkey.config.ts`, or of
 * `LATCHKEY_CONFIG_FILE`, to a file, or prints it.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { openApiDocument } from "../contract/openapi/document.ts";
import { configOf } from "../core/config/config.ts";
import { configFileOf, loadConfiguration } from "../lib/config/load-config.ts";

const [file] = process.argv.slice(2);
try {
  const { settings } = await loadConfiguration(configFileOf(process.env));
  const text = `${JSON.stringify(openApiDocument(configOf(settings)), null, 2)}\n`;
  if (file === undefined) {
    process.stdout.write(text);
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

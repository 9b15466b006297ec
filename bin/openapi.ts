/**
 * `npm run openapi [-- FILE]`: writes the OpenAPI document of `latchkey.config.ts`, or of
 * `LATCHKEY_CONFIG_FILE`, to a file, or prints it.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { scriptWords } from "../cli/script-words.ts";
import { openApiDocument } from "../contract/openapi/document.ts";
import { configOf } from "../core/config/config.ts";
import { configFileOf, loadConfiguration } from "../lib/config/load-config.ts";

const usage = `Usage: npm run openapi [-- FILE]

Prints the OpenAPI document of latchkey.config.ts, or of LATCHKEY_CONFIG_FILE, or writes it to FILE.

  -h, --help  print this

Exit code: 0, 1 if the configuration is at fault, or 2 for wrong usage.`;

const words = scriptWords(usage, 1);
if (words) await writeDocument(words[0]);

async function writeDocument(file: string | undefined): Promise<void> {
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
}

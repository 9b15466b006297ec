/**
 * `npm run openapi [-- FILE]`: writes the OpenAPI document to a file, or prints it.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { openApiDocument } from "./document.ts";

const [file] = process.argv.slice(2);
const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;
if (file === undefined) {
  process.stdout.write(text);
} else {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

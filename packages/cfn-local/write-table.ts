import { readFileSync, writeFileSync } from "node:fs";
import { supportedTable } from "./supported-table.ts";

const readme = new URL("README.md", import.meta.url);
const [before, rest = ""] = readFileSync(readme, "utf8").split(/(?<=<!-- supported -->\n)/, 2);
const after = rest.slice(rest.indexOf("<!-- /supported -->"));
writeFileSync(readme, `${before}\n${supportedTable()}\n\n${after}`);

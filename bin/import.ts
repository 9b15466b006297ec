import { importProgram } from "../cli/import/import-keys.ts";
import { main } from "../cli/main.ts";

await main(importProgram);

import { latchkeyProgram } from "../cli/latchkey.ts";
import { main } from "../cli/main.ts";

/** The CLI; the package has it bundled to JavaScript. */
await main(latchkeyProgram);

#!/usr/bin/env node
/* What `npx --no-install latchkey` starts. Plain JavaScript, since Node 20 needs a loader for the rest. */
import { register } from "tsx/esm/api";

register();
const [{ main }, { latchkeyProgram }] = await Promise.all([
  import("../cli/main.ts"),
  import("../cli/latchkey.ts"),
]);
await main(latchkeyProgram);

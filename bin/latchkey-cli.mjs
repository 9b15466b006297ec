#!/usr/bin/env node
/* What `npx --no-install latchkey` starts: in a checkout the sources, which Node 20 needs a loader for. */
import { existsSync } from "node:fs";

if (existsSync(new URL("../cli/main.ts", import.meta.url))) {
  const { register } = await import("tsx/esm/api");
  register();
  await import("./cli.ts");
} else {
  await import("../dist/bin/latchkey.js");
}

import type * as z from "zod";
import type { configSchema } from "./schema.ts";

/** The contents of `latchkey.config.ts`; docs/configuration.md explains each field. */
export type LatchkeyConfig = z.input<typeof configSchema>;

/** Tells the editor and the compiler the fields. Synthesis checks the values. */
export function defineConfig(config: LatchkeyConfig): LatchkeyConfig {
  return config;
}

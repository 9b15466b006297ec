import type * as z from "zod";
import type { configSchema } from "./schema.ts";

/** What `latchkey.config.ts` may say; docs/configuration.md explains each field. */
export type LatchkeyConfig = z.input<typeof configSchema>;

/** Has the editor and the compiler know the fields. Synthesis checks the values. */
export function defineConfig(config: LatchkeyConfig): LatchkeyConfig {
  return config;
}

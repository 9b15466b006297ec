import { type ReadContext, textFrom } from "./context.ts";

/** Long enough to tell one product's keys from another's; visible in headers, so plain characters. */
const grammar = /^[A-Za-z0-9_-]{3,32}$/;

/**
 * Reads `-c foreignKeyPrefix=…`, with which all keys begin that were imported from elsewhere.
 *
 * @returns empty where none is given: then no imported keys are taken
 * @throws Error in one line that names the flag
 */
export function parseForeignKeyPrefix(readContext: ReadContext): string {
  const prefix = textFrom(readContext, "foreignKeyPrefix");
  if (prefix === undefined) return "";
  if (!grammar.test(prefix) || prefix.startsWith("sk_live_")) {
    throw new Error(
      "-c foreignKeyPrefix=… must be 3 to 32 of A-Z, a-z, 0-9, _ and -, and not begin with sk_live_",
    );
  }
  return prefix;
}

import type { ImportedKeys } from "../core/key/imported-keys.ts";
import { importedPrefixGrammar } from "./config/values.ts";
import { type ReadContext, textFrom } from "./context.ts";

/**
 * Reads `-c foreignKeyPrefix=…`, with which all keys begin that were imported from elsewhere.
 *
 * @param configured what holds if the flag is not given
 * @throws Error in one line that names the flag
 */
export function parseForeignKeyPrefix(
  readContext: ReadContext,
  configured: ImportedKeys,
  keyPrefix: string,
): ImportedKeys {
  const prefix = textFrom(readContext, "foreignKeyPrefix");
  if (prefix === undefined) return configured;
  if (!importedPrefixGrammar.test(prefix) || prefix.startsWith(keyPrefix)) {
    throw new Error(
      `-c foreignKeyPrefix=… must be 3 to 32 of A-Z, a-z, 0-9, _ and -, and not begin with ${keyPrefix}`,
    );
  }
  return { prefix };
}

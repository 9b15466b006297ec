import { type ApiKey, parseKey } from "./api-key.ts";
import { parseForeignKey } from "./foreign-key.ts";
import type { ImportedKeys } from "./imported-keys.ts";

/** A key by its form alone; whether there is such a key, the table has to say. */
export interface ParsedKey extends ApiKey {
  /** Whether it is of the other system's format that this deployment accepts. */
  readonly isForeign: boolean;
}

export interface KeyFormats {
  /** The prefix of every key that this product issues. */
  readonly keyPrefix: string;
  readonly importedKeys: ImportedKeys;
}

export function parsePresented(
  text: string,
  { keyPrefix, importedKeys }: KeyFormats,
): ParsedKey | undefined {
  const own = parseKey(text, keyPrefix);
  if (own) return { ...own, isForeign: false };
  // Where any text may be an imported key, a typing error in one of ours must not cost a look-up.
  if (importedKeys === "any" && text.startsWith(keyPrefix)) return undefined;
  const foreign = parseForeignKey(text, importedKeys);
  return foreign && { ...foreign, isForeign: true };
}

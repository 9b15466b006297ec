import { type ApiKey, parseKey } from "./api-key.ts";
import { parseForeignKey } from "./foreign-key.ts";

/** A key by its form alone; whether there is such a key, the table has to say. */
export interface ParsedKey extends ApiKey {
  /** Whether it is of the other system's format that this deployment accepts. */
  readonly isForeign: boolean;
}

/** @param foreignKeyPrefix what imported keys begin with; empty where there are none */
export function parsePresented(text: string, foreignKeyPrefix: string): ParsedKey | undefined {
  const own = parseKey(text);
  if (own) return { ...own, isForeign: false };
  const foreign = parseForeignKey(text, foreignKeyPrefix);
  return foreign && { ...foreign, isForeign: true };
}

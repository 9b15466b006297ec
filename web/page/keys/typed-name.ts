import { visible } from "../format/visible.ts";

/**
 * Returns the text to type before a key is revoked: its name, or its prefix if the name has no
 * visible characters.
 */
export function wordToType(name: string, prefix: string): string {
  return visible(name) === "" ? prefix : name;
}

/** Whether the text was typed. Invisible characters and Unicode variants make no difference. */
export function isTyped(typed: string, word: string): boolean {
  return visible(typed) !== "" && visible(typed) === visible(word);
}

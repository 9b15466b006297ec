import { visible } from "../format/visible.ts";

/**
 * What people are asked to type before a key is revoked: its name, or its prefix where the name has
 * nothing in it that can be seen and typed.
 */
export function wordToType(name: string, prefix: string): string {
  return visible(name) === "" ? prefix : name;
}

/** Whether that was typed. What cannot be seen, or is typed in several ways, makes no difference. */
export function isTyped(typed: string, word: string): boolean {
  return visible(typed) !== "" && visible(typed) === visible(word);
}

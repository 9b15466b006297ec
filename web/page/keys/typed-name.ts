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

/** Without marks of direction, joiners, variation selectors and the like; spaces as one each. */
function visible(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Cf}|\p{Cc}|\p{Variation_Selector}|[\u034f\u115f\u1160\u3164\uffa0]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
}

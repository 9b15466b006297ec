/**
 * What can be seen of a text: without marks of direction, joiners, variation selectors and the
 * like, and with each run of spaces as one.
 */
export function visible(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Cf}|\p{Cc}|\p{Variation_Selector}|[\u034f\u115f\u1160\u3164\uffa0\u2800]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
}

/**
 * A text for where no element can hold it, such as a window's title: in marks that keep its
 * direction from the text around it.
 */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

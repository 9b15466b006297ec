/**
 * Returns the visible part of a text: without direction marks, joiners, variation selectors and the
 * like, and with each run of spaces reduced to one.
 */
export function visible(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Cf}|\p{Cc}|\p{Variation_Selector}|[\u034f\u115f\u1160\u3164\uffa0\u2800]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
}

/**
 * Wraps a text in marks that keep its direction from affecting the text around it, for places
 * without elements, such as a window title.
 */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

/** Control characters but for the line feed, and what reorders text (Unicode, "Bidi_Control"). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go.
const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}/gu;

/**
 * Text that cannot steer the terminal. A name or a user agent comes from whoever sent it, and an
 * escape sequence in it could rewrite what stands above.
 */
export function printable(text: string): string {
  return text.replace(unprintable, "\ufffd");
}

/** Control characters except the line feed, and characters that reorder text ("Bidi_Control"). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go.
const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}/gu;

/**
 * Removes characters that control the terminal. Names and user agents are untrusted, and an escape
 * sequence in one could overwrite other output.
 */
export function printable(text: string): string {
  return text.replace(unprintable, "\ufffd");
}

/**
 * A file's text, whichever of the encodings it has that spreadsheets save as. UTF-16 is also told
 * without its mark: a file of keys begins with ASCII, and half of such a character is zero there.
 * Bytes that cannot be decoded become U+FFFD.
 *
 * @see https://encoding.spec.whatwg.org/#bom-sniff
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first = 1, second = 1]: Uint8Array): string {
  const isMarked = (one: number, other: number) => first === one && second === other;
  if (isMarked(0xff, 0xfe) || second === 0) return "utf-16le";
  if (isMarked(0xfe, 0xff) || first === 0) return "utf-16be";
  return "utf-8";
}

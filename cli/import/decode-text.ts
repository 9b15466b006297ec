/**
 * Decodes a file in any encoding that spreadsheets save. UTF-16 is also detected without a byte order
 * mark: a file of keys begins with ASCII, so one byte of the first character is zero. Bytes that
 * cannot be decoded become U+FFFD.
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

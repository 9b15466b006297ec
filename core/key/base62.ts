const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Cryptographically secure random bytes, `size` of them. A parameter, so that tests can fix it. */
export type RandomBytes = (size: number) => Uint8Array;

/** The greatest multiple of 62 that a byte can hold: bytes from here on would favour some digits. */
const unbiasedBelow = 248;

/**
 * Uniformly random base62 text, `length` characters or log2(62) ≈ 5.95 bits each. Bytes that would
 * make some digits likelier than others are drawn again.
 */
export function randomBase62(length: number, randomBytes: RandomBytes): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length)) {
      if (byte < unbiasedBelow) text += alphabet.charAt(byte % 62);
    }
  }
  return text;
}

/** A non-negative integer in base62, most significant digit first, zero-padded to `width`. */
export function encodeBase62(value: number, width: number): string {
  let text = "";
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) {
    text = alphabet.charAt(rest % 62) + text;
  }
  return text.padStart(width, "0");
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  }
  return remainder;
});

/**
 * CRC-32 of ASCII text, as in ISO-HDLC (zlib, PNG, Ethernet): reflected, polynomial 0xEDB88320.
 *
 * Not `zlib.crc32`: importing node:zlib costs the authorizer's cold start more than these lines do.
 *
 * @returns an unsigned 32-bit integer
 */
export function crc32(ascii: string): number {
  let remainder = 0xffffffff;
  for (let index = 0; index < ascii.length; index++) {
    remainder = (remainder >>> 8) ^ (table[(remainder ^ ascii.charCodeAt(index)) & 0xff] ?? 0);
  }
  return (remainder ^ 0xffffffff) >>> 0;
}

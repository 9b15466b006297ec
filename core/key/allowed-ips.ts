import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/*
 * The addresses of allow lists, as people write them and as they are stored. The authorizer checks
 * stored ones by Node's `BlockList`; the library here would lengthen its start.
 */

/** What a block is made of: an address, and how many of its bits count. */
type Block = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

const mappedPrefixBits = 96;

/**
 * Returns an IPv4 or IPv6 address or CIDR block in its one canonical form: IPv6 as RFC 5952 writes
 * it, IPv4-mapped IPv6 as IPv4, bits of the host cleared, a block of one address as the address.
 *
 * @returns undefined if it is neither; zones and numbers with leading zeros are refused, too
 * @example canonicalBlock("::FFFF:192.0.2.77/120") // "192.0.2.0/24"
 * @see https://www.rfc-editor.org/rfc/rfc5952#section-4
 */
export function canonicalBlock(text: string): string | undefined {
  const [address = "", bits, ...rest] = text.split("/");
  // The library also reads `1.2.3`, octal and hexadecimal numbers, and zones.
  const version = address.includes("%") ? 0 : isIP(address);
  if (version === 0 || rest.length > 0) return undefined;
  const greatest = version === 4 ? 32 : 128;
  const length = bits === undefined ? greatest : bitsOf(bits, greatest);
  if (length === undefined) return undefined;
  const parsed = ipaddr.parse(version === 4 ? address : withoutDots(address));
  return written(unmapped([parsed, length]));
}

/** Writes an embedded IPv4 address in hexadecimal: the library takes `::192.0.2.1` to be mapped. */
function withoutDots(address: string): string {
  const group = (high: string, low: string) => (Number(high) * 256 + Number(low)).toString(16);
  return address.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_, a: string, b: string, c: string, d: string) => `${group(a, b)}:${group(c, d)}`,
  );
}

function bitsOf(text: string, greatest: number): number | undefined {
  return /^(0|[1-9][0-9]{0,2})$/.test(text) && Number(text) <= greatest ? Number(text) : undefined;
}

function unmapped([address, bits]: Block): Block {
  if (!(address instanceof ipaddr.IPv6) || !address.isIPv4MappedAddress()) return [address, bits];
  return bits < mappedPrefixBits
    ? [address, bits]
    : [address.toIPv4Address(), bits - mappedPrefixBits];
}

function written([address, bits]: Block): string {
  const isIPv4 = address instanceof ipaddr.IPv4;
  if (bits === (isIPv4 ? 32 : 128)) return isIPv4 ? address.toString() : address.toRFC5952String();
  const block = `${address.toNormalizedString()}/${bits}`;
  return isIPv4
    ? `${ipaddr.IPv4.networkAddressFromCIDR(block)}/${bits}`
    : `${ipaddr.IPv6.networkAddressFromCIDR(block).toRFC5952String()}/${bits}`;
}

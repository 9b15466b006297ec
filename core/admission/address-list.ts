import { isIP } from "../builtin/sockets.ts";

/** Whether an address is in a list. A text that is no IP address is in none. */
export type AddressList = (address: string) => boolean;

/*
 * Node's BlockList would do the same with 19 KB a list outside of the heap, and 55 µs to make one
 * (20 blocks, Node 24): too much for the lists of a thousand keys. Here a list is one array of
 * some 400 bytes.
 */

/** The eight groups of an IPv6 address; of IPv4, of the IPv6 address that it maps to. */
const groupCount = 8;
const groupBits = 16;
/** A block is its groups and the length of its prefix in bits. */
const blockSize = groupCount + 1;
/** The length of `::ffff:0:0/96`, the block of all IPv4 addresses. */
const mappedBits = 96;
const mapped = [0, 0, 0, 0, 0, 0xffff];

/**
 * Makes a list of addresses and CIDR blocks. IPv4 and IPv6 are apart, so that `::/0` has no IPv4
 * address; an IPv4-mapped IPv6 address counts as the IPv4 address in it.
 *
 * @param blocks such as `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`
 * @throws if a block is malformed: a list that lost an entry would be another one
 * @example createAddressList(["203.0.113.0/24"])("203.0.113.7") // true
 */
export function createAddressList(blocks: readonly string[]): AddressList {
  const list = Uint16Array.from(blocks.flatMap(readBlock));

  return function isListed(address) {
    const groups = readGroups(address);
    if (!groups) return false;
    const isMapped = mapped.every((group, index) => group === groups[index]);
    for (let start = 0; start < list.length; start += blockSize) {
      // A shorter prefix is one of IPv6 addresses alone.
      if (isMapped && (list[start + groupCount] ?? 0) < mappedBits) continue;
      if (isInBlock(groups, list, start)) return true;
    }
    return false;
  };
}

/** Whether a text is an IPv4 or IPv6 address without a zone, which only its own machine knows. */
export function isAddress(text: string): boolean {
  return versionOf(text) !== 0;
}

function isInBlock(groups: readonly number[], list: Uint16Array, start: number): boolean {
  let bits = list[start + groupCount] ?? 0;
  for (let index = 0; bits > 0; index++, bits -= groupBits) {
    const difference = (groups[index] ?? 0) ^ (list[start + index] ?? 0);
    if (difference >> Math.max(groupBits - bits, 0) !== 0) return false;
  }
  return true;
}

function readBlock(block: string): number[] {
  const [, address = "", prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(block) ?? [];
  const groups = readGroups(address);
  const offset = versionOf(address) === 4 ? mappedBits : 0;
  const greatest = groupCount * groupBits;
  const bits = prefix === undefined ? greatest : offset + Number(prefix);
  if (!groups || bits > greatest) throw new Error("an address list has a malformed entry");
  return [...groups, bits];
}

function versionOf(address: string): number {
  return address.includes("%") ? 0 : isIP(address);
}

/** @returns undefined if the text is no address */
function readGroups(address: string): number[] | undefined {
  const version = versionOf(address);
  if (version === 0) return undefined;
  if (version === 4) return [...mapped, ...readDotted(address)];
  const [before = "", after] = address.split("::");
  const head = readColons(before);
  if (after === undefined) return head;
  const tail = readColons(after);
  return [...head, ...new Array<number>(groupCount - head.length - tail.length).fill(0), ...tail];
}

function readColons(text: string): number[] {
  if (text === "") return [];
  const readPart = (part: string) =>
    part.includes(".") ? readDotted(part) : [Number.parseInt(part, 16)];
  return text.split(":").flatMap(readPart);
}

function readDotted(text: string): [number, number] {
  const [first = 0, second = 0, third = 0, fourth = 0] = text.split(".").map(Number);
  return [first * 256 + second, third * 256 + fourth];
}

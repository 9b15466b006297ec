import { isIP } from "../builtin/sockets.ts";

/** Whether an address is in a list. A text that is no IP address is in none. */
export type AddressList = (address: string) => boolean;

/**
 * Makes a list of addresses and CIDR blocks. IPv4 and IPv6 are apart, so that `::/0` has no IPv4
 * address; an IPv4-mapped IPv6 address counts as the IPv4 address in it.
 *
 * @param blocks such as `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`
 * @throws if a block is malformed: a list that lost an entry would be another one
 * @example createAddressList(["203.0.113.0/24"])("203.0.113.7") // true
 * @see https://nodejs.org/api/net.html#class-netblocklist
 */
export function createAddressList(blocks: readonly string[]): AddressList {
  const lists = { ipv4: newBlockList(), ipv6: newBlockList() };
  const mapped = newBlockList();
  mapped.addSubnet("::ffff:0:0", 96, "ipv6");

  for (const block of blocks) {
    const [, address = "", prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(block) ?? [];
    const family = familyOf(address);
    if (!family) throw new Error("an address list has a malformed entry");
    const bits = prefix === undefined ? widths[family] : Number(prefix);
    const isMapped = family === "ipv6" && bits >= 96 && mapped.check(address, family);
    (isMapped ? lists.ipv4 : lists[family]).addSubnet(address, bits, family);
  }

  return function isListed(address) {
    const family = familyOf(address);
    if (!family) return false;
    const isMapped = family === "ipv6" && mapped.check(address, family);
    return (isMapped ? lists.ipv4 : lists[family]).check(address, family);
  };
}

/** Whether a text is an IPv4 or IPv6 address without a zone, which only its own machine knows. */
export function isAddress(text: string): boolean {
  return familyOf(text) !== undefined;
}

const widths = { ipv4: 32, ipv6: 128 };

function familyOf(address: string): keyof typeof widths | undefined {
  switch (address.includes("%") ? 0 : isIP(address)) {
    case 4:
      return "ipv4";
    case 6:
      return "ipv6";
    default:
      return undefined;
  }
}

/** Node loads what is behind this name when it is read: few keys have a list. */
function newBlockList() {
  const { BlockList } = process.getBuiltinModule("node:net");
  return new BlockList();
}

import { createAddressList } from "../admission/address-list.ts";

/**
 * Blocks of IPv4 that are not for the public internet.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const specialIpv4 = createAddressList([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
]);

/** IPv4-mapped addresses, whatever the IPv4 address in them: no DNS answer has any in earnest. */
const isMapped = createAddressList(["::ffff:0:0/96"]);

/** RFC 4291: what is assigned of IPv6 for the public internet. */
const globalIpv6 = createAddressList(["2000::/3"]);

/**
 * Blocks inside of it that are not, or that have an IPv4 address in them (6to4, Teredo).
 *
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const specialIpv6 = createAddressList([
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "2620:4f:8000::/48",
  "3fff::/20",
]);

/** Whether an address is one of the public internet. A text that is no IP address is not. */
export function isPublicAddress(address: string): boolean {
  if (!address.includes(":")) return isIpv4(address) && !specialIpv4(address);
  return !isMapped(address) && globalIpv6(address) && !specialIpv6(address);
}

const isIpv4 = createAddressList(["0.0.0.0/0"]);

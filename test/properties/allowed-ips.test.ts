import { BlockList, isIP } from "node:net";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalBlock } from "../../core/key/allowed-ips.ts";

const ipv4 = fc.ipV4();
/** Every way of writing one, the embedded IPv4 and the upper case of others among them. */
const ipv6 = fc.oneof(
  fc.ipV6(),
  fc.ipV6().map((text) => text.toUpperCase()),
  // Runs of zeros, which are what is shortened.
  fc
    .array(fc.constantFrom("0", "0000", "1", "00ab"), { minLength: 8, maxLength: 8 })
    .map((groups) => groups.join(":")),
);
const bitsOf = (most: number) => fc.integer({ min: 0, max: most });

/** What the WHATWG URL standard makes of an IPv6 address: RFC 5952, but for embedded IPv4. */
function byUrl(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}

/** The bits of an address in order, by BigInt. */
function numberOf(address: string): bigint {
  if (isIP(address) === 4) {
    return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  }
  const [head = "", tail] = byUrl(address).split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const zeros = new Array<string>(8 - before.length - after.length).fill("0");
  const all = tail === undefined ? before : [...before, ...zeros, ...after];
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

const isMapped = (address: string) => numberOf(address) >> 32n === 0xffffn;

describe("the canonical form of an address or block", () => {
  it("is an IPv4 address itself", () => {
    fc.assert(
      fc.property(ipv4, (address) => {
        expect(canonicalBlock(address)).toBe(address);
        expect(canonicalBlock(`${address}/32`)).toBe(address);
      }),
    );
  });

  it("is an IPv6 address as RFC 5952 writes it", () => {
    fc.assert(
      fc.property(ipv6, (address) => {
        fc.pre(!isMapped(address));
        expect(canonicalBlock(address)).toBe(byUrl(address));
        expect(canonicalBlock(`${address}/128`)).toBe(byUrl(address));
      }),
      { numRuns: 1_000 },
    );
  });

  it("is IPv4 where IPv6 maps it, and as wide", () => {
    fc.assert(
      fc.property(ipv4, bitsOf(32), (address, bits) => {
        const canonical = canonicalBlock(`${address}/${bits}`);
        expect(canonicalBlock(`::ffff:${address}/${bits + 96}`)).toBe(canonical);
        const hex = numberOf(address).toString(16).padStart(8, "0");
        const written = `0:0:0:0:0:FFFF:${hex.slice(0, 4)}:${hex.slice(4)}`;
        expect(canonicalBlock(`${written}/${bits + 96}`)).toBe(canonical);
      }),
    );
  });

  it.each([
    [32, ipv4],
    [128, ipv6],
  ])("has no bits of the host: %d", (most, addresses) => {
    fc.assert(
      fc.property(addresses, bitsOf(most - 1), (address, bits) => {
        fc.pre(most === 32 || !isMapped(address));
        const [network = "", written] = (canonicalBlock(`${address}/${bits}`) ?? "").split("/");
        expect(written).toBe(String(bits));
        const host = BigInt(most - bits);
        expect(numberOf(network)).toBe((numberOf(address) >> host) << host);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is its own canonical form, and one that Node's list takes", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.tuple(ipv4, bitsOf(32)), fc.tuple(ipv6, bitsOf(128))),
        ([address, bits]) => {
          const canonical = canonicalBlock(`${address}/${bits}`) ?? "";
          expect(canonicalBlock(canonical)).toBe(canonical);
          const [network = "", length] = canonical.split("/");
          const family = isIP(network) === 4 ? "ipv4" : "ipv6";
          const list = new BlockList();
          if (length === undefined) list.addAddress(network, family);
          else list.addSubnet(network, Number(length), family);
          if ((isIP(address) === 4) === (family === "ipv4")) {
            expect(list.check(address, family)).toBe(true);
          }
        },
      ),
    );
  });

  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["192.0.2.77/24", "192.0.2.0/24"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:db8::1/32", "2001:db8::/32"],
    ["::", "::"],
    ["::/0", "::/0"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.77/120", "192.0.2.0/24"],
    ["::ffff:0:0/96", "0.0.0.0/0"],
    ["::ffff:192.0.2.1/64", "::/64"],
    ["64:ff9b::192.0.2.1", "64:ff9b::c000:201"],
    ["::192.0.2.1", "::c000:201"],
    ["::198.51.100.77", "::c633:644d"],
  ])("of %s is %s", (text, canonical) => {
    expect(canonicalBlock(text)).toBe(canonical);
  });

  it.each([
    ...["", " ", "192.0.2.1 ", " 192.0.2.1", "192.0.2", "192.0.2.1.1", "256.0.0.1", "010.1.1.1"],
    ...[
      "0x7f.0.0.1",
      "0x7f000001",
      "2130706433",
      "1",
      "192.0.2.1:80",
      "192.0.2.1/",
      "192.0.2.1/33",
    ],
    ...[
      "0.0.0.0/33",
      "192.0.2.1/-1",
      "192.0.2.1/+8",
      "192.0.2.1/08",
      "192.0.2.1/8.0",
      "10.0.0.0/8/8",
    ],
    ...[
      "192.0.2.1/255.255.255.0",
      "192.0.2.1-192.0.2.9",
      "192.0.2.*",
      "\uff11.1.1.1",
      "example.com",
    ],
    ...[
      "fe80::1%eth0",
      "fe80::1%1/64",
      "[::1]",
      ":::",
      "1::2::3",
      "12345::",
      "::g",
      "::1/129",
      "::1/",
    ],
    ...["1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::ffff:192.0.2", "::ffff:010.1.1.1", "::1.2.3.4.5"],
    ...["*", "any", "localhost", "192.0.2.1\n", "192.0.2.1\u0000"],
  ])("there is none of %j", (text) => {
    expect(canonicalBlock(text)).toBeUndefined();
  });
});

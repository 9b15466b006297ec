import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createAddressList, isAddress } from "../../../../core/admission/address-list.ts";

/** An address by its bits: what the list is held to. */
interface Bits {
  readonly family: 4 | 6;
  readonly value: bigint;
}

const widthOf = { 4: 32n, 6: 128n };
const mappedPrefix = 0xffffn;

/** Some addresses near each other, so that blocks have a chance to hold them. */
const v4 = fc
  .tuple(fc.constantFrom(0n, 0x0a000000n, 0xcb007100n, 0xffffff00n), fc.bigInt(0n, 0x1ffn))
  .map(([base, low]): Bits => ({ family: 4, value: (base + low) & 0xffffffffn }));
const v6 = fc
  .tuple(
    fc.constantFrom(0n, 0x20010db8n << 96n, 0xfe80n << 112n, (1n << 128n) - 0x200n),
    fc.bigInt(0n, 0x1ffn),
    fc.integer({ min: 0, max: 118 }),
  )
  .map(([base, low, shift]): Bits => {
    const value = (base ^ (low << BigInt(shift))) & ((1n << 128n) - 1n);
    return value >> 32n === mappedPrefix
      ? { family: 4, value: value & 0xffffffffn }
      : { family: 6, value };
  });
const addresses = fc.oneof(v4, v6);

const blocks = addresses.chain(({ family, value }) =>
  fc.integer({ min: 0, max: Number(widthOf[family]) }).map((prefix) => {
    const host = widthOf[family] - BigInt(prefix);
    return { family, value: (value >> host) << host, prefix };
  }),
);

function isIn(address: Bits, block: Bits & { readonly prefix: number }): boolean {
  const host = widthOf[block.family] - BigInt(block.prefix);
  return address.family === block.family && address.value >> host === block.value >> host;
}

function dotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
}

function groups(value: bigint): string {
  const all = Array.from(
    { length: 8 },
    (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn,
  );
  return all.map((group) => group.toString(16)).join(":");
}

/** The ways to write an address. */
function spellings({ family, value }: Bits): string[] {
  if (family === 6) {
    const long = groups(value);
    return [long, long.toUpperCase(), new URL(`http://[${long}]`).hostname.slice(1, -1)];
  }
  return [dotted(value), `::ffff:${dotted(value)}`, groups((mappedPrefix << 32n) | value)];
}

describe("an address list", () => {
  it("has exactly the addresses whose leading bits are a block's, in whatever spelling", () => {
    fc.assert(
      fc.property(fc.array(blocks, { maxLength: 20 }), addresses, (list, address) => {
        const isListed = createAddressList(
          list.map((block) => `${spellings(block)[0]}/${block.prefix}`),
        );
        const expected = list.some((block) => isIn(address, block));
        for (const spelling of spellings(address)) {
          expect({ spelling, is: isListed(spelling) }).toEqual({ spelling, is: expected });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("has single addresses, and no neighbour of theirs", () => {
    fc.assert(
      fc.property(addresses, (address) => {
        const neighbour = { ...address, value: address.value ^ 1n };
        for (const entry of spellings(address)) {
          const isListed = createAddressList([entry]);
          expect(spellings(address).map(isListed)).toEqual([true, true, true]);
          expect(spellings(neighbour).map(isListed)).toEqual([false, false, false]);
        }
      }),
    );
  });

  it("takes blocks of IPv4-mapped addresses for IPv4", () => {
    const isListed = createAddressList(["::ffff:203.0.113.0/120"]);
    expect(["203.0.113.7", "203.0.114.7", "::cb00:7107"].map(isListed)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("has no address of the other family, not even as a whole", () => {
    expect(createAddressList(["::/0"])("203.0.113.7")).toBe(false);
    expect(createAddressList(["0.0.0.0/0"])("2001:db8::1")).toBe(false);
    expect(createAddressList(["::/0"])("::ffff:203.0.113.7")).toBe(false);
    expect(createAddressList([])("203.0.113.7")).toBe(false);
  });

  it.each([
    "",
    " ",
    "localhost",
    "1.2.3",
    "01.2.3.4",
    "1.2.3.4 ",
    "1.2.3.4/32",
    "::g",
    "fe80::1%1",
  ])("does not have what is no address: %j", (text) => {
    expect(createAddressList(["0.0.0.0/0", "::/0"])(text)).toBe(false);
    expect(isAddress(text)).toBe(false);
  });

  it.each([
    "",
    "x",
    "1.2.3.4/",
    "1.2.3.4/33",
    "::/129",
    "1.2.3.4/a",
    "1.2.3.4/8/8",
    "x/1.2.3.4/8",
    "fe80::%1/64",
  ])("cannot be made with %j", (block) => {
    expect(() => createAddressList(["10.0.0.0/8", block])).toThrow(
      "an address list has a malformed entry",
    );
  });
});

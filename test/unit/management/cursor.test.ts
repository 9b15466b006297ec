import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readCursor, writeCursor } from "../../../core/management/cursor.ts";
import { newKeyring } from "../../support/keys.ts";

const keyring = newKeyring();
const list = "keys acct_1 all";
const place = fc.string({ unit: "grapheme", minLength: 1, maxLength: 100 });

describe("a cursor", () => {
  it("gives its place back, in its own list only, and can stand in a URL as it is", () => {
    fc.assert(
      fc.property(place, fc.string(), (at, other) => {
        const cursor = writeCursor(at, list, keyring);
        expect(cursor).toMatch(/^[A-Za-z0-9_.-]+$/);
        expect(readCursor(cursor, list, keyring)).toBe(at);
        if (other !== list) expect(readCursor(cursor, other, keyring)).toBeUndefined();
        expect(readCursor(cursor, list, newKeyring())).toBeUndefined();
      }),
    );
  });

  it("is refused with any bit of any character changed", () => {
    fc.assert(
      fc.property(place, fc.nat(), fc.integer({ min: 0, max: 7 }), (at, position, bit) => {
        const cursor = writeCursor(at, list, keyring);
        const bytes = Buffer.from(cursor);
        const index = position % bytes.length;
        bytes.writeUInt8((bytes[index] ?? 0) ^ (1 << bit), index);
        expect(readCursor(bytes.toString("latin1"), list, keyring)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it("is refused in another spelling of the same place", () => {
    const cursor = writeCursor("a", list, keyring);
    expect(cursor).toMatch(/YQ$/);
    const other = cursor.replace(/YQ$/, "YR");
    expect(Buffer.from("YR", "base64url").toString()).toBe("a");
    expect(readCursor(other, list, keyring)).toBeUndefined();
  });

  it("cannot be cut so that part of the place passes for part of the list", () => {
    const cursor = writeCursor("b\nc", "keys a", keyring);
    expect(readCursor(cursor, "keys a\nb", keyring)).toBeUndefined();
  });

  it("never accepts what nobody wrote", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(readCursor(text, list, keyring)).toBeUndefined();
      }),
    );
  });
});

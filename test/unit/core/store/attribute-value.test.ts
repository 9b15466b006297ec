import { describe, expect, it } from "@jest/globals";
import { CorruptItemError } from "../../../../core/key/key-record.ts";
import { plainItem } from "../../../../core/store/attribute-value.ts";

describe("plainItem", () => {
  it("reads every type that this product stores", () => {
    const item = plainItem({
      text: { S: "é" },
      empty: { S: "" },
      count: { N: "17" },
      big: { N: "1800000000" },
      yes: { BOOL: true },
      no: { BOOL: false },
      bytes: { B: "AAH/" },
      list: { L: [{ N: "0" }, { N: "3" }] },
      emptyList: { L: [] },
      nothing: { NULL: true },
    });
    expect(item).toEqual({
      text: "é",
      empty: "",
      count: 17,
      big: 1_800_000_000,
      yes: true,
      no: false,
      bytes: new Uint8Array([0, 1, 255]),
      list: [0, 3],
      emptyList: [],
      nothing: null,
    });
  });

  it("keeps no more alive than the bytes themselves", () => {
    const { bytes } = plainItem({ bytes: { B: "AAH/" } });
    expect(bytes instanceof Uint8Array && bytes.buffer.byteLength).toBe(3);
  });

  it.each([undefined, null, "text", 5, true])("refuses %j in place of an item", (value) => {
    expect(() => plainItem(value)).toThrow(CorruptItemError);
  });

  it.each([
    ["no type", {}],
    ["no value", null],
    ["a bare value", "text"],
    ["a set of texts", { SS: ["a"] }],
    ["a set of numbers", { NS: ["1"] }],
    ["a set of bytes", { BS: ["AAH/"] }],
    ["an unknown type", { X: "a" }],
    ["a number without digits", { N: "" }],
    ["nothing for a number", { N: null }],
    ["a list for a number", { N: [] }],
  ])("has nothing for %s, whatever else the item holds", (_, value) => {
    expect(plainItem({ attribute: value, other: { S: "text" } })).toEqual({
      attribute: undefined,
      other: "text",
    });
    expect(plainItem({ list: { L: [value] } })).toEqual({ list: [undefined] });
  });

  it("reads maps, however deep, by the same rules", () => {
    const deep = { M: { number: { N: "7" }, set: { SS: ["a"] }, none: { M: {} } } };
    expect(plainItem({ deep })).toEqual({ deep: { number: 7, set: undefined, none: {} } });
  });

  it("gives no count for a number that JavaScript cannot hold exactly", () => {
    const { big } = plainItem({ big: { N: "9007199254740993" } });
    expect(Number.isSafeInteger(big)).toBe(false);
  });
});

import { describe, expect, it } from "@jest/globals";
import { readFilter } from "../../events/filter.ts";

const filter = (...patterns: unknown[]) =>
  readFilter(
    patterns.map((pattern) => JSON.stringify(pattern)),
    "Mapping",
  );

describe("a filter of an event source mapping", () => {
  it("lets everything through without patterns", () => {
    expect(filter()({ a: 1 })).toBe(true);
  });

  it("takes a record that fits all fields of one of its patterns", () => {
    const passes = filter({ a: ["x", "y"], b: { c: [{ prefix: "p" }] } }, { d: [1] });
    expect(passes({ a: "y", b: { c: "part" } })).toBe(true);
    expect(passes({ d: 1 })).toBe(true);
    expect(passes({ a: "y", b: { c: "other" } })).toBe(false);
    expect(passes({ a: "y" })).toBe(false);
    expect(passes("text")).toBe(false);
  });

  it.each([{ a: [{ suffix: "x" }] }, { a: [{ "anything-but": ["x"] }] }, { a: "x" }])(
    "refuses %j, which it does not know",
    (pattern) => {
      expect(() => filter(pattern)).toThrow(/^Mapping filters by .*events\/filter\.ts/);
    },
  );
});

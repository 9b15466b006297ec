import { describe, expect, it } from "@jest/globals";
import { changesBetween } from "../../../../core/event/audit-event.ts";

describe("the changes between two snapshots", () => {
  it("are the fields that differ, with both values", () => {
    const before = { name: "Old", limit: 60, is_active: true };
    const after = { name: "New", limit: 60, is_active: false };
    expect(changesBetween(before, after)).toEqual({
      name: { before: "Old", after: "New" },
      is_active: { before: true, after: false },
    });
  });

  it("are none where nothing differs", () => {
    const snapshot = { name: "Same", expires_at: null, limit: 0 };
    expect(changesBetween(snapshot, { ...snapshot })).toEqual({});
  });

  it("take a field that is not there for null, on either side", () => {
    expect(changesBetween({}, { name: "New" })).toEqual({ name: { before: null, after: "New" } });
    expect(changesBetween({ name: "Old" }, {})).toEqual({ name: { before: "Old", after: null } });
    expect(changesBetween({}, { expires_at: null })).toEqual({});
    expect(changesBetween({ expires_at: null }, {})).toEqual({});
  });

  it("tell 0, false and an empty text from null", () => {
    expect(changesBetween({ a: 0, b: false, c: "" }, { a: null, b: null, c: null })).toEqual({
      a: { before: 0, after: null },
      b: { before: false, after: null },
      c: { before: "", after: null },
    });
  });
});

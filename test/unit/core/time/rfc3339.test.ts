import { describe, expect, it } from "@jest/globals";
import { rfc3339, rfc3339OrNull } from "../../../../core/time/rfc3339.ts";

describe("a time in an answer", () => {
  it.each([
    [0, "1970-01-01T00:00:00Z"],
    [1_795_375_800, "2026-11-22T19:30:00Z"],
    [253_402_300_799, "9999-12-31T23:59:59Z"],
  ])("of second %d is %s", (second, text) => {
    expect(rfc3339(second)).toBe(text);
    expect(rfc3339OrNull(second)).toBe(text);
  });

  it("is null where there is none, and not where it is the first second", () => {
    expect(rfc3339OrNull(undefined)).toBeNull();
    expect(rfc3339OrNull(0)).not.toBeNull();
  });
});

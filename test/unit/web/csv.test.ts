import { describe, expect, it } from "@jest/globals";
import { csvOf } from "../../../web/page/format/csv.ts";

describe("a table as CSV", () => {
  it.each([
    ["plain", "plain"],
    [7, "7"],
    [-7, "-7"],
    ["", ""],
    ["a,b", '"a,b"'],
    ['a "b"', '"a ""b"""'],
    ["a\nb", '"a\nb"'],
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", "'\tx"],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ])("has %j as %j", (value, cell) => {
    expect(csvOf([[value]])).toBe(`${cell}\r\n`);
  });

  it("ends each row, the last one too", () => {
    expect(csvOf([["a", "b"], ["c"]])).toBe("a,b\r\nc\r\n");
  });
});

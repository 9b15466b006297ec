import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readRows } from "../../../cli/import/read-rows.ts";
import { splitLine } from "../../../cli/import/split-line.ts";

const digest = (digit: string) => digit.repeat(64);

describe("a line of CSV", () => {
  it.each([
    ["a,b,c", ["a", "b", "c"]],
    ["a,,", ["a", "", ""]],
    ["", [""]],
    ['"a,b","say ""hi""",""', ["a,b", 'say "hi"', ""]],
    [' a , "b" ,\tc', ["a", "b", "c"]],
  ])("%s is split", (line, expected) => {
    expect(splitLine(line)).toEqual(expected);
  });

  it.each([['"a'], ['a"b'], ['"a"b'], ['"a""'], ['a,"b']])("%s is refused", (line) => {
    expect(splitLine(line)).toBeUndefined();
  });

  it("is split into what it was joined from", () => {
    const field = fc.string().map((text) => text.replace(/[\r\n]/g, ""));
    fc.assert(
      fc.property(fc.array(field, { minLength: 1 }), (fields) => {
        const line = fields.map((one) => `"${one.replaceAll('"', '""')}"`).join(",");
        expect(splitLine(line)).toEqual(fields);
      }),
    );
  });
});

describe("a file of keys", () => {
  it("is read with whatever columns it has, in any order and case", () => {
    const text = `\ufeffSHA256,name,Account_ID,rate_limit_per_minute\r\n${digest("A")},One,a1,20\r\n`;
    expect(readRows(text)).toEqual([
      {
        line: 2,
        row: {
          account_id: "a1",
          name: "One",
          sha256: digest("a"),
          expires_at: undefined,
          rate_limit_per_minute: 20,
          environment: undefined,
        },
      },
    ]);
  });

  it("names bad lines by number and rule, and goes on", () => {
    const lines = [
      "account_id,name,sha256",
      `a1,One,${digest("1")}`,
      "a1,Two,acme_key_in_the_wrong_place",
      "a1,Three",
      `a 1,Four,${digest("4")}`,
      "",
      `a1,"Five,${digest("5")}`,
      `a2,Again,${digest("1")}`,
      `a1,Six,${digest("6")}`,
    ];
    expect(readRows(lines.join("\n"))).toEqual([
      expect.objectContaining({ line: 2 }),
      { line: 3, error: "sha256: must be 64 hexadecimal digits" },
      { line: 4, error: "line: must have 3 fields, as the first line has" },
      { line: 5, error: "account_id: must be 1 to 64 of the characters A-Z a-z 0-9 _ -" },
      { line: 7, error: "line: quotes must be closed, and doubled inside quotes" },
      { line: 8, error: "sha256: must not repeat that of line 2" },
      expect.objectContaining({ line: 9, row: expect.anything() }),
    ]);
  });

  it("accounts for every line that holds something", () => {
    const line = fc.string().map((text) => text.replace(/[\r\n]/g, " "));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const expected = lines.flatMap((one, index) => (one.trim() === "" ? [] : [index + 2]));
        const read = readRows(["account_id,name,sha256", ...lines].join("\n"));
        expect(read.map((one) => one.line)).toEqual(expected);
      }),
    );
  });

  it.each([
    ["no column names", ""],
    ["a column missing", "account_id,name\n"],
    ["a column nobody knows", "account_id,name,sha256,plan\n"],
    ["a column twice", "account_id,name,sha256,name\n"],
    ["semicolons", "account_id;name;sha256\n"],
  ])("is refused with %s", (_, text) => {
    expect(() => readRows(text)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

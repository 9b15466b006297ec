import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeText } from "../../../cli/import/decode-text.ts";
import { readRows } from "../../../cli/import/read-rows.ts";
import { type Separator, separators, splitLine } from "../../../cli/import/split-line.ts";
import { accountIdRule } from "../../../core/account/account-rules.ts";

const digest = (digit: string) => digit.repeat(64);
const unclosed = "quotes must be closed on the same line: fields cannot contain line breaks";
const misplaced = "quotes must enclose the whole field, and quotes inside must be doubled";

describe("a line of CSV", () => {
  it.each<[Separator, string, string[]]>([
    [",", "a,b,c", ["a", "b", "c"]],
    [",", "a,,", ["a", "", ""]],
    [",", "", []],
    [",", "a;b\tc", ["a;b\tc"]],
    [",", '"a,b","say ""hi""",""', ["a,b", 'say "hi"', ""]],
    [",", ' a , "b" ,\tc', ["a", "b", "c"]],
    [";", 'a; "b;c" ;1,5;', ["a", "b;c", "1,5", ""]],
    ["\t", 'a\t "b\tc" \t d \t', ["a", "b\tc", "d", ""]],
    ["\t", "\t\t", ["", "", ""]],
  ])("with the separator %j is split there alone: %j", (separator, line, expected) => {
    expect(splitLine(line, separator)).toEqual(expected);
  });

  it.each([
    ['"a', `column 1: ${unclosed}`],
    ['a"b', `column 1: ${misplaced}`],
    ['"a"b', `column 1: ${misplaced}`],
    ['"a""', `column 1: ${unclosed}`],
    ['a,"b', `column 2: ${unclosed}`],
    ['a,b, c"d"', `column 3: ${misplaced}`],
  ])("%s is refused, by column and rule", (line, error) => {
    expect(splitLine(line, ",")).toEqual({ error });
  });

  it.each(separators)("is split into what it was joined from by %j", (separator) => {
    const field = fc.string().map((text) => text.replace(/[\r\n]/g, ""));
    fc.assert(
      fc.property(fc.array(field, { minLength: 1 }), (fields) => {
        const line = fields.map((one) => `"${one.replaceAll('"', '""')}"`).join(separator);
        expect(splitLine(line, separator)).toEqual(fields);
      }),
    );
  });
});

describe("a file of keys", () => {
  it("is read with whatever columns it has, in any order and case", () => {
    const text = `SHA256,name,Account_ID,rate_limit_per_minute\r\n${digest("A")},One,a1,20\r\n`;
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

  it("has values separated by spaces, and quotas in a column each", () => {
    const head = "account_id,name,sha256,scopes,allowed_ips,quota_day,quota_month,quota_total";
    const lines = [
      `a1,One,${digest("1")},models:read  account:read,192.0.2.0/24 ::1,5,,1000000000000`,
      `a1,Two,${digest("2")},,,,,`,
      `a1,Three,${digest("3")},,,many,,`,
    ];
    const [restricted, free, wrong] = readRows([head, ...lines].join("\n"));
    expect(restricted).toMatchObject({
      row: {
        scopes: ["models:read", "account:read"],
        allowed_ips: ["192.0.2.0/24", "::1"],
        quotas: { day: 5, total: 10 ** 12 },
      },
    });
    expect(free).toMatchObject({
      row: { scopes: undefined, allowed_ips: undefined, quotas: undefined },
    });
    expect(wrong).toEqual({ line: 4, error: "quota_day: must be an integer" });
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
      { line: 4, error: "line: must have a field for sha256" },
      { line: 5, error: `account_id: ${accountIdRule}` },
      { line: 7, error: `column 2: ${unclosed}` },
      { line: 8, error: "sha256: must not be the same as on line 2" },
      expect.objectContaining({ line: 9, row: expect.anything() }),
    ]);
  });

  it("accounts for every line that holds something", () => {
    // Quotes around nothing hold nothing, too: those are left to the examples.
    const line = fc.string().map((text) => text.replace(/[\r\n]|""+/g, " "));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const isEmpty = (one: string) => /^[\s,]*$/.test(one);
        const expected = lines.flatMap((one, index) => (isEmpty(one) ? [] : [index + 2]));
        const read = readRows(["account_id,name,sha256", ...lines].join("\n"));
        expect(read.map((one) => one.line)).toEqual(expected);
      }),
    );
  });

  it.each([
    ["no column names", "", "Missing: account_id, name, sha256."],
    ["a column missing", "account_id,name\n", "Line 1 of the file: must name the columns"],
    ["a column missing, named", "account_id;name\n", "Missing: sha256."],
    ["data at once", `a1,One,${digest("1")}\n`, "Missing: account_id, name, sha256."],
    ["a column nobody knows", "account_id,name,sha256,plan\n", "Line 1 of the file: column 4 must"],
    ["a column twice", "account_id,name,sha256,name\n", "column 4 repeats the name name"],
    ["a column without a name", "account_id,name,,sha256\n", "column 3 must have a name"],
    ["two separators", "account_id,name;sha256\n", "separated by commas, semicolons or tabs"],
    ["an unknown separator in sep=", "sep=|\naccount_id|name|sha256\n", "Line 1 of the file: sep="],
    ["another separator than sep=", "sep=;\naccount_id,name,sha256\n", "Line 2 of the file: must"],
  ])("is refused with %s", (_, text, message) => {
    expect(() => readRows(text)).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(() => readRows(text)).toThrow(message);
  });
});

describe("a file as spreadsheets leave it", () => {
  const one = `a1,One,${digest("1")}`;
  const row = { account_id: "a1", name: "One", sha256: digest("1") };
  const file = (...lines: string[]) =>
    ["account_id,name,sha256,environment", ...lines].join("\r\n");

  it.each([
    ["rows of separators alone", file(",,,", `${one},`, ",,,", ", ,,"), 3],
    ["rows of empty quotes", file('"","","",""', `${one},`), 3],
    ["rows before the names", `,,,\r\n\r\n${file(`${one},`)}`, 4],
    ["columns without a name at the end", `account_id,name,sha256,,\n${one},,\n`, 2],
    ["empty fields beyond the names", file(`${one},,,`), 2],
    ["no separators behind the last filled cell", file(one), 2],
    ["semicolons", `account_id;name;sha256;\n${one.replaceAll(",", ";")};\n`, 2],
    ["tabs", `account_id\tname\tsha256\n${one.replaceAll(",", "\t")}\n`, 2],
    [
      "sep= with semicolons",
      `sep=;\r\naccount_id;name;sha256\r\n${one.replaceAll(",", ";")}\r\n`,
      3,
    ],
    ["sep= with tabs", `SEP=\t\r\naccount_id\tname\tsha256\r\n${one.replaceAll(",", "\t")}`, 3],
    ["sep= in quotes", `"sep=,"\naccount_id,name,sha256\n${one}`, 3],
  ])("may have %s", (_, text, line) => {
    expect(readRows(text)).toEqual([expect.objectContaining({ line })]);
    expect(readRows(text)).toMatchObject([{ row }]);
  });

  it("may have commas in a name where semicolons separate", () => {
    const text = `name;account_id;sha256\nOne, two;a1;${digest("1")}`;
    expect(readRows(text)).toMatchObject([{ row: { ...row, name: "One, two" } }]);
  });

  it("is refused by line, column and rule where nobody can tell what is meant", () => {
    const text = file(`${one},,,x`, `a1,Caf\ufffd,${digest("2")},`, "a1,Three");
    expect(readRows(text)).toEqual([
      { line: 2, error: "column 6: must be empty, since line 1 names 4 columns" },
      {
        line: 3,
        error: "line: must be UTF-8 or UTF-16 text (in a spreadsheet, save as CSV UTF-8)",
      },
      { line: 4, error: "line: must have a field for sha256" },
    ]);
  });
});

describe("a file's text", () => {
  const text = "account_id,name\r\na1,Zoë 🙂\r\n";
  const utf16le = Buffer.from(text, "utf16le");
  const utf16be = Buffer.from(utf16le).swap16();
  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16, the low byte first", Buffer.concat([Buffer.from([0xff, 0xfe]), utf16le])],
    ["UTF-16, the high byte first", Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be])],
    ["UTF-16 without a mark", utf16le],
    ["UTF-16 without a mark, the high byte first", utf16be],
  ])("is read from %s", (_, bytes) => {
    expect(decodeText(bytes)).toBe(text);
  });

  it("has U+FFFD in the place of what is in none of these", () => {
    expect(decodeText(Buffer.from("a1,Zoë", "latin1"))).toBe("a1,Zo\ufffd");
  });

  it.each([0, 1])("may be %d bytes long", (length) => {
    expect(decodeText(Buffer.from("a".repeat(length)))).toBe("a".repeat(length));
  });
});

import { describe, expect, it } from "@jest/globals";
import { showAccount, showAccounts } from "../../../cli/output/show-account.ts";
import { showEvents } from "../../../cli/output/show-events.ts";
import { showKey, showKeys } from "../../../cli/output/show-key.ts";
import { fields, table } from "../../../cli/output/table.ts";
import { displayWidth, wrap } from "../../../cli/output/wrap.ts";
import { examples } from "../../support/contract-document.ts";

const nowEpochMs = Date.parse("2026-11-23T08:00:00Z");
const listOf = (...data: readonly object[]) => ({ object: "list", data, next_cursor: null });

const longName = "The server in the basement that nobody dares to switch off";
const keys = [
  examples.key,
  { ...examples.revokedKey, name: longName },
  {
    ...examples.usedKey,
    name: "漢字".repeat(9),
    scopes: ["models:read"],
    allowed_ips: ["192.0.2.1"],
    note: `${longName}\n${longName}`,
  },
];
const account = { ...examples.account, account_id: `acct_${"x".repeat(40)}`, name: longName };

const shown: readonly [string, (columns?: number) => string][] = [
  ["keys", (columns) => showKeys(listOf(...keys), nowEpochMs, columns)],
  ["a key", (columns) => showKey(keys[2], nowEpochMs, columns)],
  ["accounts", (columns) => showAccounts(listOf(account, examples.account), columns)],
  ["an account", (columns) => showAccount(account, columns)],
  ["events", (columns) => showEvents(listOf(examples.event, examples.event), columns)],
];

const widthOf = (text: string) => Math.max(...text.split("\n").map(displayWidth));
const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== "");

describe.each(shown)("%s", (_, show) => {
  it.each([60, 80, 100, 132])("fit into %d columns, and lose no word", (columns) => {
    const text = show(columns);
    expect(widthOf(text)).toBeLessThanOrEqual(columns);
    for (const word of new Set(wordsOf(show()))) {
      expect(wordsOf(text.toUpperCase())).toContain(word.toUpperCase());
    }
  });
});

describe("a table", () => {
  const heading = ["id", "name"];
  const rows = [
    ["3kTMd92x", "one two three"],
    ["8fGh21Qa", "four"],
  ];

  it("breaks cells between words once it is too wide", () => {
    expect(table(heading, rows, 18)).toBe(
      ["ID        NAME", "3kTMd92x  one two", "          three", "8fGh21Qa  four"].join("\n"),
    );
  });

  it("becomes a list of fields once even words do not fit", () => {
    expect(table(heading, rows, 14)).toBe(
      ["id    3kTMd92x", "name  one two three", "", "id    8fGh21Qa", "name  four"].join("\n"),
    );
  });
});

describe("fields", () => {
  it("go on below their values", () => {
    expect(fields([["note", "one two three four five six"]], 26)).toBe(
      ["note  one two three four", "      five six"].join("\n"),
    );
  });
});

describe("a wrapped text", () => {
  it.each([
    ["", 5, [""]],
    ["one two", 7, ["one two"]],
    ["one two", 6, ["one", "two"]],
    ["abcdefgh ij", 4, ["abcdefgh", "ij"]],
    ["a\nb c", 9, ["a", "b c"]],
  ])("%j in %d columns", (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });
});

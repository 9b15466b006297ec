import { describe, expect, it } from "@jest/globals";
import { isNotModified, matchesEtag, strongEtag } from "../../../functions/http/etag.ts";

const current = '"abc"';

describe("strongEtag", () => {
  it("is a quoted tag of printable characters without the weakness mark", () => {
    expect(strongEtag("{}")).toMatch(/^"[\w-]{43}"$/);
  });

  it("is the same for the same body and another for another", () => {
    expect(strongEtag("{}")).toBe(strongEtag("{}"));
    expect(strongEtag("{}")).not.toBe(strongEtag("{ }"));
  });
});

describe("matchesEtag", () => {
  it.each([
    ["the tag itself", '"abc"'],
    ["its weak form", 'W/"abc"'],
    ["any", "*"],
    ["any, with space around", " * "],
    ["first in a list", '"abc", "def"'],
    ["last in a list", '"def", W/"ghi", "abc"'],
    ["a list without spaces", '"def","abc"'],
    ["a list with empty members", ', ,"def",, "abc" ,'],
    ["tabs as white space", '\t"abc"\t'],
    ["after a tag that holds a comma", '"a,b", "abc"'],
    ["after the empty tag", '"", "abc"'],
  ])("holds for %s: %j", (_case, field) => {
    expect(matchesEtag(field, current)).toBe(true);
  });

  it.each([
    ["an empty field", ""],
    ["only separators", " , ,"],
    ["another tag", '"abd"'],
    ["other case", '"ABC"'],
    ["a longer tag", '"abcd"'],
    ["a tag that holds the current one after a comma", '"x, abc"'],
    ["no quotes", "abc"],
    ["half its quotes", '"abc'],
    ["single quotes", "'abc'"],
    ["a lower-case weakness mark", 'w/"abc"'],
    ["a space inside the tag", '" abc"'],
    ["what follows a malformed member", 'abc, "abc"'],
    ["no comma between tags", '"def""abc"'],
    ["a star as a tag", '"*"'],
    ["a star in a list", '"def", *'],
    ["two stars", "**"],
  ])("does not hold for %s: %j", (_case, field) => {
    expect(matchesEtag(field, current)).toBe(false);
  });

  it.each([
    ["spaces", " ".repeat(1_000_000)],
    ["commas", ",".repeat(1_000_000)],
    ["an open tag", `"${"a".repeat(1_000_000)}`],
    ["spaces after a tag", `"def"${" ".repeat(1_000_000)}x`],
  ])("takes time in proportion to the field's length: a megabyte of %s", (_case, field) => {
    expect(matchesEtag(field, current)).toBe(false);
  });
});

describe("isNotModified", () => {
  it.each(["If-None-Match", "if-none-match", "IF-NONE-MATCH"])("knows the header as %s", (name) => {
    expect(
      isNotModified(
        { headers: { [name]: current }, multiValueHeaders: { [name]: [current] } },
        current,
      ),
    ).toBe(true);
  });

  it("reads every line, though `headers` has the last one alone", () => {
    const event = {
      headers: { "If-None-Match": '"def"' },
      multiValueHeaders: { "If-None-Match": [current, '"def"'] },
    };
    expect(isNotModified(event, current)).toBe(true);
  });

  it.each([
    ["no header", {}],
    ["another header with the tag", { "If-Match": [current] }],
    ["another tag", { "If-None-Match": ['"def"'] }],
    ["a header without lines", { "If-None-Match": undefined }],
  ])("is false for %s", (_case, multiValueHeaders) => {
    expect(isNotModified({ headers: {}, multiValueHeaders }, current)).toBe(false);
  });
});

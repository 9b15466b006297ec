import { describe, expect, it } from "@jest/globals";
import { parseFilterPattern } from "../../logs/filter-pattern.ts";
import { StartError } from "../../start-error.ts";

const line = JSON.stringify({ keyId: "3kTMd92x", reason: "expired", status: 401, a: { b: "c" } });

describe("a filter pattern", () => {
  it.each([
    ["", true],
    ['{ $.reason = "expired" }', true],
    ['{ $.reason = "exp*" }', true],
    ['{ $.reason = "*red" }', true],
    ['{ $.reason = "xp*" }', false],
    ['{ $.reason = "expire." }', false],
    ['{ $.reason != "expired" }', false],
    ['{ $.reason != "-" }', true],
    ["{ $.status = 401 }", true],
    ["{ $.status != 401 }", false],
    ['{ $.status = "401" }', false],
    ['{ $.a.b = "c" }', true],
    ['{ $.a.b.c = "c" }', false],
    // A property that is not there is neither.
    ['{ $.absent = "x" }', false],
    ['{ $.absent != "x" }', false],
    ['{ $.keyId != "-" && $.reason != "-" && $.reason != "unknown" }', true],
    ['{ $.keyId = "-" && $.reason = "expired" || $.status = 401 }', true],
    ['{ $.keyId = "-" && ($.reason = "expired" || $.status = 401) }', false],
    ['{ ($.reason = "expired") && ($.status = 401) }', true],
  ])("%s matches: %s", (pattern, expected) => {
    expect(parseFilterPattern(pattern)(line)).toBe(expected);
  });

  it("that is a phrase matches what contains it, JSON or not", () => {
    const matches = parseFilterPattern('"the pepper is out of reach"');
    expect(matches('{"fault":{"message":"the pepper is out of reach"}}')).toBe(true);
    expect(matches("Error: the pepper is out of reach: timeout")).toBe(true);
    expect(matches("the Pepper is out of reach")).toBe(false);
    expect(matches("the pepper")).toBe(false);
  });

  it("does not match what is no JSON", () => {
    expect(parseFilterPattern('{ $.reason != "-" }')("START RequestId: 1")).toBe(false);
  });

  it.each([
    "ERROR",
    "[ip, user]",
    "{ $.status > 400 }",
    "{ $.reason IS NULL }",
    '{ $.reason = "a" && }',
    '{ ($.reason = "a" }',
    '{ $.reason = "a" ) }',
    '{ $.reason "a" }',
    "{ $.reason = %a% }",
    "{ $.status = 401x }",
  ])("is refused where it uses more of the syntax: %s", (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(StartError);
  });
});

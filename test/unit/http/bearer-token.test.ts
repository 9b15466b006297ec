import { describe, expect, it } from "@jest/globals";
import { bearerToken } from "../../../functions/http/bearer-token.ts";

describe("bearerToken", () => {
  it.each([
    ["Bearer abc", "abc"],
    ["bearer abc", "abc"],
    ["BEARER abc", "abc"],
    ["bEaReR abc", "abc"],
    ["Bearer    abc", "abc"],
    ["Bearer Bearer", "Bearer"],
    ["Bearer a,b", "a,b"],
    ["Bearer !~", "!~"],
  ])("takes the one token of %j", (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each([
    undefined,
    null,
    1,
    ["Bearer abc"],
    { toString: () => "Bearer abc" },
    "",
    " ",
    "Bearer",
    "Bearer ",
    "abc",
    "Bearerabc",
    "Basic abc",
    "Token abc",
    "Bearer: abc",
    "Bearer\tabc",
    "Bearer\u00a0abc",
    "Bearer\u200b abc",
    "Bearer abc\u200b",
    "Bearer \ufeffabc",
    "Bearer abc def",
    "Bearer abc ",
    " Bearer abc",
    "Bearer abc\n",
    "Bearer abc\r\nX-Injected: 1",
    "\nBearer abc",
    "Bearer abc, Bearer def",
    "Bearer äbc",
    "ßearer abc",
    "Bearer",
  ])("finds none in %j", (header) => {
    expect(bearerToken(header)).toBeUndefined();
  });

  it("reads a header of 16 KiB, of blanks or of a token, in no time", () => {
    const token = "a".repeat(16 * 1024);
    expect(bearerToken(`Bearer ${token}`)).toBe(token);
    expect(bearerToken(`Bearer${" ".repeat(16 * 1024)}`)).toBeUndefined();
    expect(bearerToken(`Bearer${" ".repeat(16 * 1024)}é`)).toBeUndefined();
  });
});

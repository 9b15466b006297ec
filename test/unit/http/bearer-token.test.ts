import { describe, expect, it } from "@jest/globals";
import { bearerToken } from "../../../functions/http/bearer-token.ts";

const tokenIn = (...headers: string[]) =>
  bearerToken({ multiValueHeaders: { Authorization: headers } });

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
    expect(tokenIn(header)).toBe(token);
  });

  it.each(["authorization", "AUTHORIZATION", "aUtHoRiZaTiOn"])(
    "reads a header named %s",
    (name) => {
      expect(bearerToken({ multiValueHeaders: { Host: ["h"], [name]: ["Bearer abc"] } })).toBe(
        "abc",
      );
    },
  );

  it("finds none without the header, in another one, or in several", () => {
    expect(bearerToken({ multiValueHeaders: null })).toBeUndefined();
    expect(bearerToken({ multiValueHeaders: {} })).toBeUndefined();
    expect(
      bearerToken({ multiValueHeaders: { "X-Authorization": ["Bearer abc"] } }),
    ).toBeUndefined();
    expect(tokenIn()).toBeUndefined();
    expect(tokenIn("Bearer abc", "Bearer abc")).toBeUndefined();
    expect(tokenIn("Bearer abc", "")).toBeUndefined();
    const inTwoSpellings = { Authorization: ["Bearer abc"], authorization: ["Bearer abc"] };
    expect(bearerToken({ multiValueHeaders: inTwoSpellings })).toBeUndefined();
  });

  it.each([
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
    expect(tokenIn(header)).toBeUndefined();
  });

  it("reads a header of 16 KiB, of blanks or of a token, in no time", () => {
    const token = "a".repeat(16 * 1024);
    expect(tokenIn(`Bearer ${token}`)).toBe(token);
    expect(tokenIn(`Bearer${" ".repeat(16 * 1024)}`)).toBeUndefined();
    expect(tokenIn(`Bearer${" ".repeat(16 * 1024)}é`)).toBeUndefined();
  });
});

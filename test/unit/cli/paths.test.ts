import { describe, expect, it } from "@jest/globals";
import { accountPath, keyPath } from "../../../cli/api/paths.ts";
import { accountIdRule } from "../../../core/account/account-rules.ts";

describe("the path of an account", () => {
  it.each([
    ["acct_1", "/accounts/acct_1"],
    ["auth0|abc", "/accounts/auth0%7Cabc"],
    ["jo+keys@example.com", "/accounts/jo%2Bkeys%40example.com"],
    ["a:b.c", "/accounts/a%3Ab.c"],
  ])("of %s is percent-encoded once", (id, path) => {
    expect(accountPath(id)).toBe(path);
    expect(keyPath(id, "3kTMd92x")).toBe(`${path}/keys/3kTMd92x`);
    expect(new URL(path, "https://keys.example.com").pathname).toBe(path);
  });

  it.each(["", "..", "a/b", "a b", "a%7Cb", "|a", "x".repeat(129)])(
    "is refused for %j, with the rule",
    (id) => {
      expect(() => accountPath(id)).toThrow(accountIdRule);
    },
  );
});

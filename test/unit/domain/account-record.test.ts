import { describe, expect, it } from "@jest/globals";
import {
  defaultMaxActiveKeys,
  greatestMaxActiveKeys,
  isAccountId,
} from "../../../functions/domain/account-record.ts";

describe("an account id", () => {
  it.each(["a", "acct_1", "A-Z_a-z0-9", "-", "_", "0", "x".repeat(64)])("may be %s", (id) => {
    expect(isAccountId(id)).toBe(true);
  });

  it.each([
    "",
    "x".repeat(65),
    "a b",
    "a#b",
    "a/b",
    "a.b",
    "..",
    "a%20b",
    "é",
    "acct_1\n",
    "\nacct_1",
    "a\0b",
    "🙂",
    "ACCOUNT#a",
  ])("may not be %j", (id) => {
    expect(isAccountId(id)).toBe(false);
  });
});

describe("an account's cap of active keys", () => {
  it("is 25 by default, and small enough for one transaction of 100 actions", () => {
    expect(defaultMaxActiveKeys).toBe(25);
    expect(greatestMaxActiveKeys).toBe(90);
  });
});

import { describe, expect, it } from "@jest/globals";
import {
  defaultMaxActiveKeys,
  greatestMaxActiveKeys,
  isAccountId,
} from "../../../../core/account/account-rules.ts";

describe("an account id", () => {
  it.each([
    "a",
    "acct_1",
    "A-Z_a-z0-9",
    "0",
    "x".repeat(128),
    "auth0|5f7c8ec7c33c6c004bbafe82",
    "google-oauth2|103547991597142817347",
    "jo+keys@example.com",
    "a.b:c",
    "00u1a2b3c4D5E6f7g8h9",
    "3f1f9d0e-2f7a-4f0e-9a53-5f0c7a1f6e21",
  ])("may be %s", (id) => {
    expect(isAccountId(id)).toBe(true);
  });

  it.each([
    "",
    "x".repeat(129),
    "-a",
    "_a",
    ".a",
    "|a",
    "+a",
    "@a",
    ":a",
    "a b",
    "a#b",
    "a/b",
    "..",
    "a\\b",
    'a"b',
    "a,b",
    "a*b",
    "a%7Cb",
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

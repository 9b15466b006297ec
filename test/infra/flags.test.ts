import { describe, expect, it } from "@jest/globals";
import { parseForeignKeyPrefix } from "../../lib/foreign-key-prefix.ts";
import { parseSignIn } from "../../lib/sign-in.ts";
import { stages } from "../../lib/stages.ts";

/** As the CDK CLI hands over what follows `-c`. */
function context(values: Readonly<Record<string, unknown>>) {
  return (name: string): unknown => values[name];
}

function signIn(values: Readonly<Record<string, unknown>>) {
  return parseSignIn(context(values), stages.dev);
}

describe("the flags of sign-in", () => {
  it("are not needed: users then come from a pool, each with an account of their own", () => {
    expect(signIn({})).toEqual({
      accountClaim: "sub",
      by: { callbackUrls: ["http://localhost:3000/app/settings/api-keys"] },
    });
  });

  it("say where the pool sends people back to", () => {
    const callbackUrls = "https://a.example/keys,http://localhost:8080/keys";
    expect(signIn({ callbackUrls, oidcAccountClaim: "account" })).toEqual({
      accountClaim: "account",
      by: { callbackUrls: ["https://a.example/keys", "http://localhost:8080/keys"] },
    });
  });

  it("name another issuer, to the letter", () => {
    const url = "https://issuer.example/tenant/";
    expect(signIn({ oidcIssuer: url, oidcAudience: "latchkey" })).toEqual({
      accountClaim: "sub",
      by: { issuer: { url, audience: "latchkey" } },
    });
  });

  it.each([
    [{ oidcIssuer: "https://a.example" }, "-c oidcIssuer=… needs -c oidcAudience=… beside it"],
    [{ oidcAudience: "x" }, "-c oidcAudience=… needs -c oidcIssuer=… beside it"],
    [{ oidcIssuer: "http://a.example", oidcAudience: "x" }, "-c oidcIssuer=… must be an https URL"],
    [{ oidcIssuer: "a.example", oidcAudience: "x" }, "-c oidcIssuer=… must be an https URL"],
    [{ oidcIssuer: "https://a.example?x", oidcAudience: "x" }, "without user, query or fragment"],
    [{ oidcIssuer: "https://u@a.example", oidcAudience: "x" }, "without user, query or fragment"],
    [{ oidcIssuer: "https://a.example#", oidcAudience: "x" }, "without user, query or fragment"],
    [{ oidcIssuer: "", oidcAudience: "x" }, "-c oidcIssuer=… must have a value"],
    [{ oidcIssuer: 7, oidcAudience: "x" }, "-c oidcIssuer=… must have a value"],
    [{ oidcAccountClaim: "" }, "-c oidcAccountClaim=… must have a value"],
    [
      { oidcIssuer: "https://a.example", oidcAudience: "x", callbackUrls: "https://b.example" },
      "-c callbackUrls=… is for the user pool, which -c oidcIssuer=… replaces",
    ],
    [{ callbackUrls: "http://b.example" }, "-c callbackUrls=… must be https URLs"],
    [{ callbackUrls: "http://localhost.example" }, "-c callbackUrls=… must be https URLs"],
    [{ callbackUrls: "https://b.example#x" }, "-c callbackUrls=… must be https URLs"],
    [{ callbackUrls: "https://b.example,," }, "-c callbackUrls=… must be https URLs"],
  ])("are refused by name: %j", (values, message) => {
    expect(() => signIn(values)).toThrow(message);
  });
});

describe("the prefix of imported keys", () => {
  it("is none unless given", () => {
    expect(parseForeignKeyPrefix(context({}))).toBe("");
    for (const foreignKeyPrefix of ["acme_", "sk_", "sk_test_", "A-1", "x".repeat(32)]) {
      expect(parseForeignKeyPrefix(context({ foreignKeyPrefix }))).toBe(foreignKeyPrefix);
    }
  });

  it.each(["", "ab", "x".repeat(33), "a b", "a.b", "ä__", "sk_live_", "sk_live_x", "acme_\n"])(
    "cannot be %j",
    (foreignKeyPrefix) => {
      expect(() => parseForeignKeyPrefix(context({ foreignKeyPrefix }))).toThrow(
        "-c foreignKeyPrefix=… must",
      );
    },
  );
});

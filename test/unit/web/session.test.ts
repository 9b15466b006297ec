import { describe, expect, it } from "@jest/globals";
import { readConfig } from "../../../web/page/oidc-config.ts";
import { personOf } from "../../../web/page/session/person.ts";
import { createTokens, type TokenSource } from "../../../web/page/session/tokens.ts";

interface Fake extends TokenSource {
  uses: number;
  expiring: () => Promise<void>;
}

/** Someone signed in, whose refresh token works or not. */
function signedIn(user: { expired?: boolean; refresh?: "good" | "bad" }): Fake {
  let token = "first";
  let expired = user.expired ?? false;
  const fake: Fake = {
    uses: 0,
    expiring: async () => {},
    getUser: async () => ({
      access_token: token,
      expired,
      ...(user.refresh ? { refresh_token: "refresh" } : {}),
    }),
    signinSilent: async () => {
      fake.uses += 1;
      await Promise.resolve();
      if (user.refresh === "bad") throw new Error("invalid_grant");
      token = `renewed ${fake.uses}`;
      expired = false;
      return {};
    },
    events: {
      addAccessTokenExpiring: (callback) => {
        fake.expiring = callback;
      },
    },
  };
  return fake;
}

describe("the access token", () => {
  it("is the one there is, until it expires", async () => {
    const source = signedIn({ refresh: "good" });
    expect(await createTokens(source).accessToken()).toBe("first");
    expect(source.uses).toBe(0);
  });

  it("is renewed where it has expired, or is about to", async () => {
    const source = signedIn({ refresh: "good", expired: true });
    const tokens = createTokens(source);
    expect(await tokens.accessToken()).toBe("renewed 1");
    await source.expiring();
    expect(await tokens.accessToken()).toBe("renewed 2");
  });

  it("is renewed once for all who ask at the same time", async () => {
    const source = signedIn({ refresh: "good", expired: true });
    const tokens = createTokens(source);
    await Promise.all([tokens.renew(), tokens.renew(), tokens.accessToken()]);
    expect(source.uses).toBe(1);
  });

  it.each([
    ["there is no refresh token", {}, 0],
    ["the refresh token is refused", { refresh: "bad" }, 1],
  ] as const)("is not there once it expired and %s", async (_why, user, uses) => {
    const source = signedIn({ ...user, expired: true });
    const tokens = createTokens(source);
    expect(await tokens.accessToken()).toBeUndefined();
    expect(source.uses).toBe(uses);
    expect(await tokens.renew()).toBe(false);
  });

  it("is nobody's where nobody is signed in", async () => {
    const source = { ...signedIn({}), getUser: async () => null };
    expect(await createTokens(source).accessToken()).toBeUndefined();
  });
});

describe("the person who signed in", () => {
  it("has the account that the configured claim names", () => {
    const claims = { sub: "auth0|42", "custom:account": "acct_1", email: "agency@example.com" };
    expect(personOf(claims, "custom:account")).toEqual({
      subject: "auth0|42",
      accountId: "acct_1",
      label: "agency@example.com",
    });
  });

  it("is called by their account where the issuer tells no name", () => {
    expect(personOf({ sub: "demo", email: "" }, "sub")?.label).toBe("demo");
    expect(personOf({ sub: "demo", name: "Demo" }, "sub")?.label).toBe("Demo");
  });

  it.each([
    ["no such claim", { sub: "demo" }, "account"],
    ["a claim that no account can have as its id", { sub: "auth0|42" }, "sub"],
    ["a claim that is no text", { sub: "demo", account: 7 }, "account"],
    ["a claim of the language's own", { sub: "demo" }, "constructor"],
    ["no subject", { account: "demo" }, "account"],
  ])("is nobody with %s", (_what, claims, claim) => {
    expect(personOf(claims, claim)).toBeUndefined();
  });
});

describe("the configuration", () => {
  it("is what the document's meta elements say; what is not there is empty", () => {
    const config = readConfig((name) =>
      name === "oidc-issuer" ? "https://id.example" : undefined,
    );
    expect(config.oidcIssuer).toBe("https://id.example");
    expect(config.oidcAudience).toBe("");
  });
});

import { describe, expect, it } from "@jest/globals";
import { readConfig } from "../../../web/page/oidc-config.ts";
import { personOf } from "../../../web/page/session/person.ts";
import { createTokens, type TokenSource } from "../../../web/page/session/tokens.ts";

interface Fake extends TokenSource {
  uses: number;
  expiring: () => Promise<void>;
}

const nowMs = 1_800_000_000_000;
const tokensOf = (source: TokenSource) => createTokens(source, () => nowMs);

/** Someone signed in, whose refresh token works or not. */
function signedIn(user: { expired?: boolean; refresh?: "good" | "bad" }): Fake {
  let token = "first";
  let expired = user.expired ?? false;
  const fake: Fake = {
    uses: 0,
    expiring: async () => {},
    user: () => ({
      accessToken: token,
      expiresAtEpochMs: expired ? nowMs : nowMs + 1,
      refreshToken: user.refresh ? "refresh" : undefined,
    }),
    refresh: async () => {
      fake.uses += 1;
      await Promise.resolve();
      if (user.refresh === "bad") throw new Error("invalid_grant");
      token = `renewed ${fake.uses}`;
      expired = false;
    },
    onExpiring: (callback) => {
      fake.expiring = callback;
    },
  };
  return fake;
}

describe("the access token", () => {
  it("is the one there is, until it expires", async () => {
    const source = signedIn({ refresh: "good" });
    expect(await tokensOf(source).accessToken()).toBe("first");
    expect(source.uses).toBe(0);
  });

  it("is renewed where it has expired, or is about to", async () => {
    const source = signedIn({ refresh: "good", expired: true });
    const tokens = tokensOf(source);
    expect(await tokens.accessToken()).toBe("renewed 1");
    await source.expiring();
    expect(await tokens.accessToken()).toBe("renewed 2");
  });

  it("is renewed once for all who ask at the same time", async () => {
    const source = signedIn({ refresh: "good", expired: true });
    const tokens = tokensOf(source);
    await Promise.all([tokens.renew(), tokens.renew(), tokens.accessToken()]);
    expect(source.uses).toBe(1);
  });

  it.each([
    ["there is no refresh token", {}, 0],
    ["the refresh token is refused", { refresh: "bad" }, 1],
  ] as const)("is not there once it expired and %s", async (_why, user, uses) => {
    const source = signedIn({ ...user, expired: true });
    const tokens = tokensOf(source);
    expect(await tokens.accessToken()).toBeUndefined();
    expect(source.uses).toBe(uses);
    expect(await tokens.renew()).toBe(false);
  });

  it("is nobody's where nobody is signed in", async () => {
    const source = { ...signedIn({}), user: () => undefined };
    expect(await tokensOf(source).accessToken()).toBeUndefined();
  });
});

describe("the person who signed in", () => {
  it.each([
    ["their address", { email: "agency@example.com", name: "Agency" }, "agency@example.com"],
    ["their name", { email: "", name: "Agency" }, "Agency"],
    ["nothing, where the issuer tells neither", { email: 7, account: "acct_1" }, undefined],
  ])("is called by %s", (_what, claims, label) => {
    expect(personOf({ sub: "auth0|42", ...claims }, "sub").label).toBe(label);
  });

  it.each([
    ["the one that the claim names", { sub: "auth0|42" }, "sub", "auth0|42"],
    ["unknown where the ID token lacks the claim", { sub: "auth0|42" }, "account", undefined],
    ["unknown where it names no account", { account: ["a"] }, "account", undefined],
    ["no property of every object", {}, "constructor", undefined],
  ])("has a likely account: %s", (_what, claims, claim, likely) => {
    expect(personOf(claims, claim).likelyAccountId).toBe(likely);
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

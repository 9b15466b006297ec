import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { exportSPKI, generateKeyPair, importJWK, SignJWT } from "jose";
import { getJson } from "../../../functions/oidc/get-json.ts";
import { createIssuerKeys } from "../../../functions/oidc/issuer-keys.ts";
import { createUserTokens, type UserTokensOptions } from "../../../functions/oidc/user-tokens.ts";
import { ample } from "../../support/deadlines.ts";
import { startIssuer, type TestIssuer } from "../../support/issuer.ts";

const audience = "client-1";
/** Stands still, so that a tolerance of seconds does not depend on the machine. */
const nowEpochMs = Date.now();
const nowEpochSeconds = () => Math.floor(nowEpochMs / 1000);

/** May use the network within this machine: the issuer is one of its own. */
describe("a user's token", () => {
  let issuer: TestIssuer;
  let tokens: ReturnType<typeof tokensOf>;

  beforeAll(async () => {
    issuer = await startIssuer(audience);
  });
  afterAll(() => issuer.stop());
  beforeEach(() => {
    issuer.failure = undefined;
    tokens = tokensOf({});
  });

  function tokensOf({
    accountClaim = "sub",
    issuerUrl = issuer.url,
    operators,
  }: {
    accountClaim?: string;
    issuerUrl?: string;
    operators?: UserTokensOptions["operators"];
  }) {
    const keys = createIssuerKeys({
      issuer: issuerUrl,
      getJson,
      nowEpochMs: () => nowEpochMs,
    });
    const { isClaimedBy, whyNotClaimed, verify } = createUserTokens({
      issuer: issuerUrl,
      audience,
      accountClaim,
      operators,
      findKey: keys.find,
      nowEpochMs: () => nowEpochMs,
    });
    return {
      isClaimedBy,
      whyNotClaimed,
      judge: (token: string) => verify(token, ample),
      async verify(token: string) {
        const outcome = await verify(token, ample);
        return "reason" in outcome ? undefined : outcome;
      },
    };
  }

  it("is good when the issuer signed it for this product", async () => {
    const token = await issuer.sign();
    expect(tokens.isClaimedBy(token)).toBe(true);
    expect(await tokens.verify(token)).toEqual({ subject: "user-1", accountId: "user-1" });
  });

  describe("with a claim for operators", () => {
    const operators = {
      claim: "cognito:groups",
      admin: ["latchkey-admin", "owners"],
      support: ["latchkey-support"],
    };
    const user = { subject: "user-1", accountId: "user-1" };

    it.each([
      [["latchkey-admin"], ["admin"]],
      [["other", "owners"], ["admin"]],
      [["latchkey-support"], ["support"]],
      [
        ["latchkey-support", "latchkey-admin"],
        ["admin", "support"],
      ],
      ["latchkey-support", ["support"]],
    ])("is an operator's where that is %j", async (value, roles) => {
      const token = await issuer.sign({ [operators.claim]: value });
      const judged = await tokensOf({ operators, accountClaim: "account" }).judge(token);
      expect(judged).toEqual({ subject: "user-1", roles });
    });

    it.each([
      [undefined],
      [null],
      [[]],
      [["Latchkey-Admin"]],
      [["latchkey-admin "]],
      ["latchkey-admin latchkey-support"],
      ["latchkey-admin,latchkey-support"],
      [{ "latchkey-admin": true }],
      [[["latchkey-admin"]]],
      [true],
      [0],
    ])("is a user's where that is %j", async (value) => {
      const token = await issuer.sign({ [operators.claim]: value });
      expect(await tokensOf({ operators }).judge(token)).toEqual(user);
    });

    it("is a user's where another claim, or no claim, says so", async () => {
      const claims = { groups: ["latchkey-admin"], roles: ["admin"], __proto__: ["owners"] };
      expect(await tokensOf({ operators }).judge(await issuer.sign(claims))).toEqual(user);
      const token = await issuer.sign({ [operators.claim]: ["latchkey-admin"] });
      expect(await tokensOf({}).judge(token)).toEqual(user);
      const inherited = { ...operators, claim: "constructor" };
      expect(await tokensOf({ operators: inherited }).judge(token)).toEqual(user);
    });

    it("is no ID token's, whatever its groups", async () => {
      const token = await issuer.sign({ [operators.claim]: ["owners"], token_use: "id" });
      expect(await tokensOf({ operators }).judge(token)).toEqual({ reason: "token_use" });
    });
  });

  it.each("PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519 RS384 RS512 RS256".split(" "))(
    "may be signed with %s, whether or not its key says so",
    async (alg) => {
      await issuer.rotate(alg);
      const token = await issuer.sign();
      expect(await tokensOf({}).verify(token)).toBeDefined();
      const all = issuer.keys;
      issuer.keys = all.map(({ alg: _, ...key }) => key);
      expect(await tokensOf({}).verify(token)).toBeDefined();
      issuer.keys = all;
    },
  );

  it.each([
    ["for several audiences", () => ({ aud: ["other", audience] })],
    [
      "an access token of Cognito",
      () => ({ aud: undefined, token_use: "access", client_id: audience }),
    ],
    [
      "one of Cognito that is bound to a resource",
      () => ({ aud: "https://api.example", token_use: "access", client_id: audience }),
    ],
    ["just expired, within the tolerance", () => ({ exp: nowEpochSeconds() - 1 })],
    ["just not valid yet, within the tolerance", () => ({ nbf: nowEpochSeconds() + 5 })],
  ])("is good: %s", async (_, claims) => {
    expect(await tokens.verify(await issuer.sign(Object(claims())))).toBeDefined();
  });

  it.each([
    ["another audience", { aud: "client-2" }, "audience"],
    ["no audience", { aud: undefined }, "audience"],
    ["an audience that only begins so", { aud: `${audience}x` }, "audience"],
    [
      "another client of the Cognito pool",
      { token_use: "access", client_id: "client-2" },
      "audience",
    ],
    ["no client of the Cognito pool", { token_use: "access" }, "audience"],
    ["an ID token of Cognito", { token_use: "id", client_id: audience }, "token_use"],
    ["an odd use", { token_use: null, client_id: audience }, "token_use"],
    ["expired", { exp: nowEpochSeconds() - 60 }, "expired"],
    ["without an expiry", { exp: undefined }, "claim_missing", "exp"],
    ["an expiry as text", { exp: "9999999999" }, "claim_malformed", "exp"],
    ["not valid yet", { nbf: nowEpochSeconds() + 3_600 }, "not_yet_valid"],
    ["a start as text", { nbf: "0" }, "claim_malformed", "nbf"],
    ["another issuer", { iss: "https://issuer.example" }, "issuer"],
    ["no issuer", { iss: undefined }, "claim_missing", "iss"],
    ["no subject", { sub: undefined }, "claim_missing", "sub"],
    ["a subject of null", { sub: null }, "claim_missing", "sub"],
    ["a subject that is no account id", { sub: "a b" }, "claim_malformed", "sub"],
    ["a subject with a quote", { sub: 'a"b' }, "claim_malformed", "sub"],
    ["an empty subject", { sub: "" }, "claim_malformed", "sub"],
    ["a subject that is true", { sub: true }, "claim_malformed", "sub"],
    ["a subject of 129 characters", { sub: "x".repeat(129) }, "claim_malformed", "sub"],
  ])("is refused: %s", async (_, claims, reason, ...[claim]: string[]) => {
    // Some of these are not what the types of a token allow.
    const outcome = await tokens.judge(await issuer.sign(Object(claims)));
    expect(outcome).toEqual(claim === undefined ? { reason } : { reason, claim });
  });

  it.each(["auth0|5f7c8ec7c33c6c004bbafe82", "jo+keys@example.com", "x".repeat(128)])(
    "may name the account %s by its subject",
    async (sub) => {
      const user = { subject: sub, accountId: sub };
      expect(await tokens.judge(await issuer.sign({ sub }))).toEqual(user);
    },
  );

  it.each([
    [0, "0"],
    [42, "42"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"],
  ])("may name the account by the number %d, taken as its digits", async (number, accountId) => {
    const token = await issuer.sign({ tenant: number });
    expect(await tokensOf({ accountClaim: "tenant" }).judge(token)).toMatchObject({ accountId });
    const subject = await tokens.judge(await issuer.sign(Object({ sub: number })));
    expect(subject).toEqual({ subject: accountId, accountId });
  });

  it.each([-1, 1.5, 2 ** 53, 1e300])(
    "may not name the account by the number %d",
    async (tenant) => {
      const outcome = await tokensOf({ accountClaim: "tenant" }).judge(
        await issuer.sign({ tenant }),
      );
      expect(outcome).toEqual({ reason: "claim_malformed", claim: "tenant" });
    },
  );

  it("names the account by the configured claim", async () => {
    const withClaim = tokensOf({ accountClaim: "https://example.com/account" });
    const good = await issuer.sign({ sub: "auth0|1", "https://example.com/account": "acct_1" });
    expect(await withClaim.verify(good)).toEqual({ subject: "auth0|1", accountId: "acct_1" });
    for (const odd of [
      undefined,
      "",
      "a b",
      "ä",
      "../x",
      "KEY#1",
      7.5,
      ["acct_1"],
      { id: "acct_1" },
    ]) {
      const token = await issuer.sign({ "https://example.com/account": odd });
      expect(await withClaim.verify(token)).toBeUndefined();
    }
    for (const inherited of ["constructor", "__proto__", "toString"]) {
      const token = await issuer.sign();
      expect(await tokensOf({ accountClaim: inherited }).verify(token)).toBeUndefined();
    }
  });

  it("is refused when its algorithm is no signature of the issuer's", async () => {
    const [jwk] = issuer.keys;
    const publicKey = await importJWK({ ...jwk, ext: true }, "RS256", { extractable: true });
    if (publicKey instanceof Uint8Array) throw new Error("no public key");
    const pem = await exportSPKI(publicKey);
    const [, payload] = (await issuer.sign()).split(".");
    const withHeader = (header: object, sign: (text: string) => string) => {
      const text = `${Buffer.from(JSON.stringify(header)).toString("base64url")}.${payload}`;
      return `${text}.${sign(text)}`;
    };
    const hmac = (text: string) => createHmac("sha256", pem).update(text).digest("base64url");
    const before = issuer.requests.length;
    for (const alg of ["none", "None", "HS256", "HS512", "RS1", "ES256K", "ML-DSA-44"]) {
      const token = withHeader({ alg, kid: jwk?.kid }, hmac);
      expect(await tokens.judge(token)).toEqual({ reason: "algorithm" });
    }
    for (const alg of ["", undefined, 7]) {
      const token = withHeader({ alg, kid: jwk?.kid }, hmac);
      expect(await tokens.judge(token)).toEqual({ reason: "malformed" });
    }
    expect(tokens.isClaimedBy(withHeader({ alg: "none" }, () => ""))).toBe(false);
    expect(issuer.requests).toHaveLength(before);
  });

  it("is refused with another's signature, whatever keys its header offers", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const now = nowEpochSeconds();
    const claims = { iss: issuer.url, aud: audience, sub: "user-1", exp: now + 300 };
    const before = issuer.requests.length;
    for (const header of [
      { kid: "key-1" },
      { kid: "key-1", jku: `${issuer.url}/stolen` },
      { kid: "key-1", x5u: `${issuer.url}/stolen` },
      { kid: "nobody", jwk: issuer.keys[0] },
      { kid: "../../key-1" },
      { crit: ["x"], x: 1, kid: "key-1" },
    ]) {
      const forged = new SignJWT(claims).setProtectedHeader(Object({ alg: "RS256", ...header }));
      const token = await forged.sign(privateKey, { crit: { x: true } });
      const { kid, crit } = Object(header);
      const unsigned = kid === "key-1" ? "signature" : "unknown_key";
      expect(await tokens.judge(token)).toEqual({ reason: crit ? "malformed" : unsigned });
    }
    expect(issuer.requests.slice(before)).not.toContain("/stolen");
  });

  it("is refused once a character of it is changed", async () => {
    const token = await issuer.sign();
    const last = token.lastIndexOf(".");
    for (const at of [last - 20, last + 1, last + 100]) {
      const changed = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
      expect(await tokens.judge(changed)).toEqual({ reason: "signature" });
    }
  });

  it("is not the issuer's to judge when it does not say so, and then nothing is fetched", async () => {
    const before = issuer.requests.length;
    const strangers = [
      "",
      "x".repeat(43),
      "a.b.c",
      "...",
      "a.b",
      await issuer.sign({ iss: "https://issuer.example" }),
      await issuer.sign({ iss: `${issuer.url}/` }),
      await issuer.sign(Object({ iss: [issuer.url] })),
      await issuer.sign({ padding: "x".repeat(9_000) }),
      ` ${await issuer.sign()}`,
      `${await issuer.sign()}.x.y`,
    ];
    for (const token of strangers) expect(tokens.isClaimedBy(token)).toBe(false);
    expect(strangers.map((token) => tokens.whyNotClaimed(token)?.reason)).toEqual([
      undefined,
      undefined,
      "malformed",
      undefined,
      undefined,
      "issuer",
      "issuer",
      "issuer",
      "too_long",
      undefined,
      undefined,
    ]);
    expect(issuer.requests).toHaveLength(before);
  });

  it("never causes a fault, whatever it says", async () => {
    const json = fc.json().map((text) => Buffer.from(text).toString("base64url"));
    const part = fc.oneof(json, fc.base64String(), fc.string());
    await fc.assert(
      fc.asyncProperty(part, part, part, async (header, payload, signature) => {
        const token = `${header}.${payload}.${signature}`;
        expect(tokens.isClaimedBy(token)).toBe(false);
        expect(await tokens.verify(token)).toBeUndefined();
      }),
    );
    const header = fc.record(
      {
        alg: fc.constantFrom("RS256", "PS256", "ES256", "EdDSA", "none"),
        kid: fc.constantFrom("key-1", "key-2", "key-3", "", 0, null),
        b64: fc.boolean(),
        crit: fc.oneof(fc.constant(["b64"]), fc.jsonValue()),
        typ: fc.jsonValue(),
      },
      { requiredKeys: ["alg"] },
    );
    await fc.assert(
      fc.asyncProperty(header, fc.base64String(), async (fields, signature) => {
        const [, payload] = (await issuer.sign()).split(".");
        const forged = Buffer.from(JSON.stringify(fields)).toString("base64url");
        const tail = signature.replaceAll(/[+/=]/g, "");
        expect(await tokens.verify(`${forged}.${payload}.${tail}`)).toBeUndefined();
      }),
    );
  });

  it("cannot be judged while the issuer is out of reach, and leaves no trace in the error", async () => {
    issuer.failure = (response) => response.writeHead(500).end();
    const token = await issuer.sign();
    const error: Error = await tokens.verify(token).then(
      () => Promise.reject(new Error("was judged")),
      (fault) => fault,
    );
    expect(error.name).toBe("IssuerFault");
    for (const part of [...token.split("."), "user-1"]) expect(String(error)).not.toContain(part);
    issuer.failure = undefined;
    expect(await tokens.verify(token)).toBeDefined();
  });
});

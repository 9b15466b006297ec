import { beforeAll, describe, expect, it } from "@jest/globals";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { createIssuerKeys } from "../../../functions/oidc/issuer-keys.ts";
import { usableKeys } from "../../../functions/oidc/usable-keys.ts";
import { createUserTokens } from "../../../functions/oidc/user-tokens.ts";
import { ample } from "../../support/deadlines.ts";
import { startIssuer, type TestIssuer } from "../../support/issuer.ts";

interface Pair {
  readonly public: JWK;
  readonly private: JWK;
}

async function pairOf(algorithm: string, options: object = {}): Promise<Pair> {
  const pair = await generateKeyPair(algorithm, { extractable: true, ...options });
  return { public: await exportJWK(pair.publicKey), private: await exportJWK(pair.privateKey) };
}

let rsa: Pair;
let ec: Pair;
let ec384: Pair;
let ec521: Pair;
let okp: Pair;

beforeAll(async () => {
  [rsa, ec, ec384, ec521, okp] = await Promise.all([
    pairOf("RS256"),
    pairOf("ES256"),
    pairOf("ES384"),
    pairOf("ES512"),
    pairOf("Ed25519"),
  ]);
});

const secret = Buffer.alloc(32, 7).toString("base64url");

describe("a key of a set", () => {
  it.each<[string, () => object]>([
    ["has what its type needs and nothing else", () => rsa.public],
    ["is on the curve P-256", () => ec.public],
    ["is on the curve Ed25519", () => okp.public],
    ["says what it is for", () => ({ ...rsa.public, use: "sig", alg: "RS256", kid: "1" })],
    ["is for RSASSA-PSS", () => ({ ...rsa.public, alg: "PS256" })],
    ["is for SHA-512", () => ({ ...rsa.public, alg: "RS512" })],
    ["is on the curve P-384", () => ec384.public],
    ["is on the curve P-521", () => ec521.public],
    ["is on the curve P-521 and says so", () => ({ ...ec521.public, alg: "ES512" })],
    ["says what one may do with it", () => ({ ...ec.public, key_ops: ["verify"] })],
    [
      "has certificates",
      () => ({ ...rsa.public, x5c: ["MII"], x5t: "x", x5u: "https://x.example" }),
    ],
    ["has certificates that are none", () => ({ ...rsa.public, x5c: null, "x5t#S256": 7 })],
    ["has members that nobody knows", () => ({ ...okp.public, iat: 1, "": [], __proto__: null })],
    ["may be exported", () => ({ ...ec.public, ext: true })],
  ])("is used where it %s", async (_, make) => {
    const key = make();
    expect(await usableKeys([key])).toEqual([key]);
  });

  it.each<[string, () => unknown]>([
    ["is null", () => null],
    ["is a text", () => "key-1"],
    ["is a number", () => 7],
    ["is a list", () => [rsa.public]],
    ["is empty", () => ({})],
    ["has no type", () => ({ kid: "x", use: "sig" })],
    ["is of an unknown type", () => ({ ...rsa.public, kty: "XYZ" })],
    ["is of a type in other letters", () => ({ ...rsa.public, kty: "rsa" })],
    ["is of a type that is no text", () => ({ ...rsa.public, kty: ["RSA"] })],
    ["is a shared secret", () => ({ kty: "oct", k: secret, alg: "HS256" })],
    ["is a private key", () => rsa.private],
    ["is a private key on a curve", () => ec.private],
    ["lacks its modulus", () => ({ ...rsa.public, n: undefined })],
    ["lacks its exponent", () => ({ kty: "RSA", n: rsa.public.n })],
    ["has a modulus that is no text", () => ({ ...rsa.public, n: 7 })],
    ["has a modulus that is not base64url", () => ({ ...rsa.public, n: "#+/=" })],
    ["lacks a coordinate", () => ({ ...ec.public, y: undefined })],
    ["is a point beside its curve", () => ({ ...ec.public, y: ec.public.x })],
    ["names another curve", () => ({ ...ec.public, crv: "P-384" })],
    ["names an unknown curve", () => ({ ...ec.public, crv: "secp256k1" })],
    ["names no curve", () => ({ ...okp.public, crv: undefined })],
    ["is too short for its curve", () => ({ ...okp.public, x: okp.public.x?.slice(0, 20) })],
    ["is for encryption", () => ({ ...rsa.public, use: "enc" })],
    ["is for what nobody knows", () => ({ ...rsa.public, use: "other" })],
    ["has a use that is no text", () => ({ ...rsa.public, use: null })],
    ["may only sign", () => ({ ...rsa.public, key_ops: ["sign"] })],
    ["may do nothing", () => ({ ...rsa.public, key_ops: [] })],
    ["has operations that are no list", () => ({ ...rsa.public, key_ops: "verify" })],
    ["is for another algorithm", () => ({ ...rsa.public, alg: "RSA-OAEP" })],
    ["is for an algorithm that is not accepted", () => ({ ...rsa.public, alg: "RS1" })],
    ["is for an algorithm of another curve", () => ({ ...ec.public, alg: "ES384" })],
    ["is for an algorithm of another type", () => ({ ...rsa.public, alg: "ES256" })],
    ["has an algorithm that is no text", () => ({ ...rsa.public, alg: 7 })],
    ["has a name that is no text", () => ({ ...rsa.public, kid: 7 })],
  ])("is ignored where it %s, and the others are used", async (_, make) => {
    const entries = [make(), ec.public, make()];
    expect(await usableKeys(entries)).toEqual([ec.public]);
  });

  it("is used only to verify where it says that it may do more", async () => {
    for (const key_ops of [
      ["sign", "verify"],
      ["verify", "wrapKey", "verify"],
      ["verify", 7],
    ]) {
      const [key] = await usableKeys([{ ...ec.public, key_ops }]);
      expect(key).toEqual({ ...ec.public, key_ops: ["verify"] });
    }
  });

  it("is ignored where it is of RSA and shorter than 2048 bits", async () => {
    const { n } = rsa.public;
    const short = Buffer.from(String(n), "base64url").subarray(0, 128).toString("base64url");
    expect(await usableKeys([{ ...rsa.public, n: short }, okp.public])).toEqual([okp.public]);
  });
});

/** May use the network within this machine: the issuer is one of its own. */
describe("an issuer with an odd set of keys", () => {
  let issuer: TestIssuer;

  async function verify(token: string) {
    const keys = createIssuerKeys({
      issuer: issuer.url,
      getJson: async (url) => (await fetch(url)).json(),
      nowEpochMs: Date.now,
    });
    const tokens = createUserTokens({
      issuer: issuer.url,
      audience: issuer.audience,
      accountClaim: "sub",
      operators: undefined,
      findKey: keys.find,
      nowEpochMs: Date.now,
    });
    const outcome = await tokens.verify(token, ample);
    return "reason" in outcome ? undefined : outcome;
  }

  async function withIssuer(run: () => Promise<void>) {
    issuer = await startIssuer("client-1");
    try {
      await run();
    } finally {
      await issuer.stop();
    }
  }

  it("lets its users in by the keys that are good", () =>
    withIssuer(async () => {
      const token = await issuer.sign();
      const [good] = issuer.keys;
      for (const odd of [null, { kid: "x", use: "sig" }, { ...good, n: undefined }]) {
        issuer.keys = Object([odd, good]);
        expect(await verify(token)).toMatchObject({ subject: "user-1" });
      }
    }));

  it("is at fault where no key is good, and no user is refused for it", () =>
    withIssuer(async () => {
      const token = await issuer.sign();
      const [good] = issuer.keys;
      for (const odd of [[], [null], [{ ...good, use: "enc" }], [{ kty: "oct", k: secret }]]) {
        issuer.keys = Object(odd);
        await expect(verify(token)).rejects.toMatchObject({
          name: "IssuerFault",
          message: `${issuer.url}/jwks has no key that can verify a signature`,
        });
      }
    }));

  it("may give several keys one name, or the same key twice", () =>
    withIssuer(async () => {
      const sharing = (keys: readonly JWK[]) => keys.map((key) => ({ ...key, kid: "shared" }));
      await issuer.rotate();
      const token = await issuer.sign({}, { kid: "shared" });
      const [other, signing] = issuer.keys;
      if (!other || !signing) throw new Error("two keys were made");
      for (const keys of [
        [other, signing],
        [signing, other],
        [signing, signing],
        [{ ...ec.public }, signing],
      ]) {
        issuer.keys = sharing(keys);
        expect(await verify(token)).toMatchObject({ subject: "user-1" });
      }
      issuer.keys = sharing([other, { ...rsa.public, alg: "RS256" }]);
      expect(await verify(token)).toBeUndefined();
    }));

  it("may sign tokens that name no key", () =>
    withIssuer(async () => {
      await issuer.rotate();
      await issuer.rotate("ES256");
      const token = await issuer.sign({}, Object({ kid: undefined }));
      expect(await verify(token)).toMatchObject({ subject: "user-1" });
      await issuer.rotate("ES256");
      expect(await verify(token)).toMatchObject({ subject: "user-1" });
    }));
});

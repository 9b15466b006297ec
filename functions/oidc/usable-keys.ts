import { importJWK, type JWK } from "jose";

/**
 * The signatures that are accepted, by the type of key that makes them. None by a shared secret:
 * whoever knows the public key could make those (RFC 8725, section 3.1). `Ed25519` is the newer name
 * of what `EdDSA` stands for (RFC 9864).
 */
const algorithmsOf: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["RSA", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]],
  ["EC", ["ES256", "ES384", "ES512"]],
  ["OKP", ["EdDSA", "Ed25519"]],
]);

export const acceptedAlgorithms: readonly string[] = [...algorithmsOf.values()].flat();

/** RFC 7518, section 3.3. */
const leastModulusBits = 2048;

/**
 * The public keys of a set that can verify a signature. Other and malformed keys are ignored, as
 * RFC 7517, section 5, advises.
 */
export async function usableKeys(entries: readonly unknown[]): Promise<JWK[]> {
  const keys = entries.filter(isForSignatures).map(onlyToVerify);
  const areGood = await Promise.all(keys.map(isGoodPublicKey));
  return keys.filter((_, index) => areGood[index]);
}

/** Whether what a key says of itself allows its use here: RFC 7517, section 4. */
function isForSignatures(entry: unknown): entry is JWK {
  if (typeof entry !== "object" || entry === null) return false;
  const { kty, use, key_ops: operations, alg, kid }: Record<string, unknown> = { ...entry };
  const algorithms = algorithmsOf.get(kty);
  return (
    algorithms !== undefined &&
    (alg === undefined || algorithms.some((one) => one === alg)) &&
    (use === undefined || use === "sig") &&
    (operations === undefined || (Array.isArray(operations) && operations.includes("verify"))) &&
    (kid === undefined || typeof kid === "string")
  );
}

/** Web Crypto takes no public key that may also sign, or encrypt; RFC 7517 only advises against it. */
function onlyToVerify(jwk: JWK): JWK {
  return jwk.key_ops === undefined ? jwk : { ...jwk, key_ops: ["verify"] };
}

/** The curve of a key tells the one algorithm that it is for: RFC 7518, section 3.4. */
const algorithmOfCurve: ReadonlyMap<unknown, string> = new Map([
  ["P-256", "ES256"],
  ["P-384", "ES384"],
  ["P-521", "ES512"],
]);

/** An algorithm that the key can be imported for, if it names none. */
function algorithmOf({ kty, crv }: JWK): string | undefined {
  return kty === "EC" ? algorithmOfCurve.get(crv) : algorithmsOf.get(kty)?.[0];
}

async function isGoodPublicKey(jwk: JWK): Promise<boolean> {
  try {
    const key = await importJWK(jwk, jwk.alg ?? algorithmOf(jwk));
    if (key instanceof Uint8Array || key.type !== "public") return false;
    const { algorithm } = key;
    return !("modulusLength" in algorithm) || Number(algorithm.modulusLength) >= leastModulusBits;
  } catch {
    // A member is missing, or its value is none that is supported.
    return false;
  }
}

import { createServer, type ServerResponse } from "node:http";
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from "jose";

/** An OpenID provider on 127.0.0.1, as far as a verifier sees one: metadata, keys and tokens. */
export interface TestIssuer {
  readonly url: string;
  /** Whom its tokens are for, unless a token says otherwise. */
  audience: string;
  /** The paths that were asked for. */
  readonly requests: string[];
  /** Its response while set, to imitate a broken issuer. */
  failure: ((response: ServerResponse) => void) | undefined;
  /** Whether the connection of a request breaks before its answer. */
  breaks: () => boolean;
  /** What its metadata says, beside or instead of what is true. */
  metadata: Record<string, unknown>;
  /** The public keys that it gives out; a test may take some away. */
  keys: JWK[];
  /** Gives out one more key, which signs from now on. */
  rotate(algorithm?: string): Promise<void>;
  /** A token signed with the newest key: by default of `sub` for `audience`, good for 5 minutes. */
  sign(claims?: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
  stop(): Promise<void>;
}

/** The pairs of each algorithm, in their order: an issuer's nth key is the nth, in whichever test. */
const pairs = new Map<string, ReturnType<typeof newPair>[]>();

function newPair(algorithm: string) {
  return generateKeyPair(algorithm, { extractable: true });
}

/** RSA keys take long to make, and one test's issuer needs none that another's has not. */
function nthPair(algorithm: string, index: number): ReturnType<typeof newPair> {
  const made = pairs.get(algorithm) ?? [];
  pairs.set(algorithm, made);
  made[index] ??= newPair(algorithm);
  return made[index];
}

export async function startIssuer(audience: string): Promise<TestIssuer> {
  let signing: { key: CryptoKey; header: JWTHeaderParameters };
  let rotations = 0;
  const server = createServer((request, response) => {
    issuer.requests.push(request.url ?? "");
    if (issuer.breaks()) return void request.socket.destroy();
    if (issuer.failure) return issuer.failure(response);
    response.setHeader("content-type", "application/json");
    if (request.url === "/.well-known/openid-configuration") {
      const metadata = { issuer: issuer.url, jwks_uri: `${issuer.url}/jwks`, ...issuer.metadata };
      response.end(JSON.stringify(metadata));
    } else {
      response.end(JSON.stringify({ keys: issuer.keys }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");

  const issuer: TestIssuer = {
    url: `http://127.0.0.1:${address.port}`,
    audience,
    requests: [],
    failure: undefined,
    breaks: () => false,
    metadata: {},
    keys: [],
    async rotate(algorithm = "RS256") {
      const { publicKey, privateKey } = await nthPair(algorithm, rotations);
      const kid = `key-${++rotations}`;
      issuer.keys.push({ ...(await exportJWK(publicKey)), kid, alg: algorithm, use: "sig" });
      signing = { key: privateKey, header: { alg: algorithm, kid } };
    },
    sign(claims = {}, header = {}) {
      const nowEpochSeconds = Math.floor(Date.now() / 1000);
      const usual = {
        iss: issuer.url,
        aud: issuer.audience,
        sub: "user-1",
        iat: nowEpochSeconds,
        exp: nowEpochSeconds + 300,
      };
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ ...signing.header, ...header })
        .sign(signing.key);
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  await issuer.rotate();
  return issuer;
}

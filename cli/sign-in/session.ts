import { CliError } from "../exit-code.ts";
import {
  callingIssuer,
  discoverIssuer,
  isRefusal,
  loadLibrary,
  signInOf,
} from "./issuer-client.ts";
import { readSignIn, type SignIn, signInFile, writeSignIn } from "./sign-in-file.ts";

/** Gives an access token that is good for a while, however long the command runs. */
export type TokenSource = () => Promise<string>;

/** A token with less left is renewed: a call may take 20 s. */
const leastLeftSeconds = 60;

/** @returns undefined if nobody has signed in to this address */
export async function findSession(
  environment: NodeJS.ProcessEnv,
  address: string,
): Promise<TokenSource | undefined> {
  const path = signInFile(environment);
  const stored = await readSignIn(path, address);
  if (!stored) return undefined;
  let current = stored;
  // Concurrent calls share one renewal.
  let renewal: Promise<SignIn> | undefined;
  const renewed = async () => {
    const fresh = await renew(current, environment);
    await writeSignIn(path, address, fresh);
    return fresh;
  };
  return async () => {
    if (leftSeconds(current) >= leastLeftSeconds) return current.accessToken;
    renewal ??= renewed().finally(() => {
      renewal = undefined;
    });
    current = await renewal;
    return current.accessToken;
  };
}

function leftSeconds({ expiresAtEpochSeconds }: SignIn): number {
  return expiresAtEpochSeconds - Date.now() / 1000;
}

async function renew(signIn: SignIn, environment: NodeJS.ProcessEnv): Promise<SignIn> {
  const { issuer, refreshToken } = signIn;
  if (refreshToken === undefined) {
    if (leftSeconds(signIn) > 0) return signIn;
    throw expired();
  }
  const configuration = await discoverIssuer(signIn, environment);
  const client = await loadLibrary();
  return callingIssuer(issuer, async () => {
    try {
      const tokens = await client.refreshTokenGrant(configuration, refreshToken);
      return signInOf(signIn, tokens, Math.floor(Date.now() / 1000));
    } catch (error) {
      throw isRefusal(error) && error.error === "invalid_grant" ? expired() : error;
    }
  });
}

/** In its place the operator token would do more, in nobody's name. */
function expired(): CliError {
  return new CliError(
    "misuse",
    "Your sign-in has expired. Run latchkey login again, or latchkey logout to do without.",
  );
}

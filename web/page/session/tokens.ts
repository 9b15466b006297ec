import type { Credentials } from "../api/client.ts";

/** The part of the client library that handles tokens. */
export interface TokenSource {
  getUser(): Promise<SignedIn | null>;
  /** Uses the refresh token. Requires one: the library would try a hidden frame otherwise. */
  signinSilent(): Promise<unknown>;
  readonly events: { addAccessTokenExpiring(callback: () => Promise<void>): unknown };
}

interface SignedIn {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expired?: boolean | undefined;
}

/**
 * Provides the access token. It is renewed with the refresh token shortly before it expires, and when
 * the API rejects it. Concurrent callers share one renewal: an issuer that rotates refresh tokens
 * treats a second use of one as theft.
 */
export function createTokens(source: TokenSource): Credentials {
  let underWay: Promise<boolean> | undefined;

  const renew = () => {
    underWay ??= useRefreshToken(source).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  source.events.addAccessTokenExpiring(async () => void (await renew()));

  return {
    renew,
    async accessToken() {
      const user = await source.getUser();
      if (user && !user.expired) return user.access_token;
      return (await renew()) ? (await source.getUser())?.access_token : undefined;
    },
  };
}

async function useRefreshToken(source: TokenSource): Promise<boolean> {
  const user = await source.getUser();
  if (!user?.refresh_token) return false;
  try {
    return (await source.signinSilent()) !== null;
  } catch {
    return false;
  }
}

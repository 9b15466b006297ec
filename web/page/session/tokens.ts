import type { Credentials } from "../api/client.ts";

/** The part of the client that handles tokens. */
export interface TokenSource {
  user(): SignedIn | undefined;
  /** Uses the refresh token. */
  refresh(): Promise<void>;
  /** @param callback is called shortly before the access token expires */
  onExpiring(callback: () => Promise<void>): void;
}

export interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly expiresAtEpochMs: number;
}

/**
 * Provides the access token. It is renewed with the refresh token shortly before it expires, and when
 * the API rejects it. Concurrent callers share one renewal: an issuer that rotates refresh tokens
 * treats a second use of one as theft.
 */
export function createTokens(source: TokenSource, nowEpochMs: () => number): Credentials {
  let underWay: Promise<boolean> | undefined;

  const renew = () => {
    underWay ??= useRefreshToken(source).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  source.onExpiring(async () => void (await renew()));

  return {
    renew,
    async accessToken() {
      const user = source.user();
      if (user && user.expiresAtEpochMs > nowEpochMs()) return user.accessToken;
      return (await renew()) ? source.user()?.accessToken : undefined;
    },
  };
}

async function useRefreshToken(source: TokenSource): Promise<boolean> {
  if (source.user()?.refreshToken === undefined) return false;
  try {
    await source.refresh();
    return true;
  } catch {
    return false;
  }
}

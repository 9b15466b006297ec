import type { UserManager } from "oidc-client-ts";
import type { Credentials } from "../api/client.ts";

/**
 * The access token of whoever is signed in, renewed by the refresh token shortly before it expires
 * and when the API refuses it. Several who ask at once share one renewal: an issuer that rotates
 * refresh tokens takes a second use of one for theft.
 */
export function createTokens(manager: UserManager): Credentials {
  let underWay: Promise<boolean> | undefined;

  const renew = () => {
    underWay ??= useRefreshToken(manager).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  manager.events.addAccessTokenExpiring(async () => void (await renew()));

  return {
    renew,
    async accessToken() {
      const user = await manager.getUser();
      if (user && !user.expired) return user.access_token;
      return (await renew()) ? (await manager.getUser())?.access_token : undefined;
    },
  };
}

async function useRefreshToken(manager: UserManager): Promise<boolean> {
  const user = await manager.getUser();
  if (!user?.refresh_token) return false;
  try {
    return (await manager.signinSilent()) !== null;
  } catch {
    return false;
  }
}

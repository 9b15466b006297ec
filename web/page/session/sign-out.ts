import type { UserManager } from "oidc-client-ts";
import type { OidcConfig } from "../oidc-config.ts";

/** The longest time that a sign-out waits for a token to be revoked. */
const patienceMs = 3_000;

/**
 * Ends the session here and at the issuer: revokes the refresh token, forgets all tokens, and redirects
 * to the issuer's sign-out endpoint.
 *
 * @returns false if the issuer has no such endpoint; otherwise the browser is leaving the page
 */
export async function signOut(
  manager: UserManager,
  config: OidcConfig,
  go: (url: string) => void,
): Promise<boolean> {
  await revoke(manager);
  if (config.oidcSignOutUrl !== "") {
    await manager.removeUser();
    go(cognitoSignOutUrl(config, manager.settings.post_logout_redirect_uri ?? ""));
    return true;
  }
  const hasPlace = await manager.metadataService.getEndSessionEndpoint().catch(() => undefined);
  if (hasPlace) await manager.signoutRedirect();
  else await manager.removeUser();
  return hasPlace !== undefined;
}

/**
 * Builds the sign-out URL of Cognito's managed login, which does not follow OpenID Connect.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export function cognitoSignOutUrl(config: OidcConfig, returnUri: string): string {
  const query = new URLSearchParams({ client_id: config.oidcClientId, logout_uri: returnUri });
  return `${config.oidcSignOutUrl}?${query}`;
}

/** Ends the session of this tab, but not the issuer's. */
export async function forget(manager: UserManager): Promise<void> {
  await revoke(manager);
  await manager.removeUser();
}

/** Never blocks the sign-out: the issuer may be slow, unreachable, or unable to revoke tokens. */
async function revoke(manager: UserManager): Promise<void> {
  const revoked = manager.revokeTokens(["refresh_token"]).catch(() => undefined);
  await Promise.race([revoked, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
}

import type { UserManager } from "oidc-client-ts";
import type { OidcConfig } from "../oidc-config.ts";

/** A sign-out does not wait longer than this for a token to be revoked. */
const patienceMs = 3_000;

/**
 * Ends the session here and at the issuer: revokes the refresh token, forgets all tokens, and goes
 * to where the issuer ends sessions.
 *
 * @returns false where the issuer has no such place; otherwise the page is being left
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
 * Cognito's managed login takes these in place of what OpenID Connect standardises.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export function cognitoSignOutUrl(config: OidcConfig, returnUri: string): string {
  const query = new URLSearchParams({ client_id: config.oidcClientId, logout_uri: returnUri });
  return `${config.oidcSignOutUrl}?${query}`;
}

/** Ends what this tab has of a session, and leaves the issuer's alone. */
export async function forget(manager: UserManager): Promise<void> {
  await revoke(manager);
  await manager.removeUser();
}

/** An issuer without a place for it, slow or out of reach, is no reason to stay signed in. */
async function revoke(manager: UserManager): Promise<void> {
  const revoked = manager.revokeTokens(["refresh_token"]).catch(() => undefined);
  await Promise.race([revoked, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
}

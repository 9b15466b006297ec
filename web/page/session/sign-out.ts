import type { OidcClient } from "./oidc-client.ts";

/** The longest time that a sign-out waits for a token to be revoked. */
const patienceMs = 3_000;

/**
 * Ends the session here and at the issuer: revokes the refresh token, forgets all tokens, and redirects
 * to the issuer's sign-out endpoint.
 *
 * @returns false if the issuer has no such endpoint; otherwise the browser is leaving the page
 */
export async function signOut(client: OidcClient, go: (url: string) => void): Promise<boolean> {
  await revoke(client);
  const url = await client.signOutUrl().catch(() => undefined);
  client.forget();
  if (url === undefined) return false;
  go(url);
  return true;
}

/** Ends the session of this tab, but not the issuer's. */
export async function forget(client: OidcClient): Promise<void> {
  await revoke(client);
  client.forget();
}

/** Never blocks the sign-out: the issuer may be slow, unreachable, or unable to revoke tokens. */
async function revoke(client: OidcClient): Promise<void> {
  const revoked = client.revoke().catch(() => undefined);
  await Promise.race([revoked, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
}

import { InMemoryWebStorage, UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { OidcConfig } from "../oidc-config.ts";

/** How long before its expiry a token is renewed. */
const renewedBeforeSeconds = 60;

/**
 * Sets up the client library to keep tokens in memory only. Session storage holds the PKCE verifier and
 * the state of a sign-in while it is in progress.
 */
export function createUserManager(config: OidcConfig, origin: string, base: string): UserManager {
  const { oidcAudience } = config;
  return new UserManager({
    authority: config.oidcIssuer,
    client_id: config.oidcClientId,
    scope: config.oidcScope,
    redirect_uri: origin + base,
    post_logout_redirect_uri: origin + base,
    response_type: "code",
    ...(oidcAudience === "" ? {} : { extraQueryParams: { audience: oidcAudience } }),
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    // The library would fall back to a hidden frame, which neither the page nor issuers allow.
    automaticSilentRenew: false,
    monitorSession: false,
    loadUserInfo: false,
    accessTokenExpiringNotificationTimeInSeconds: renewedBeforeSeconds,
    requestTimeoutInSeconds: 10,
    silentRequestTimeoutInSeconds: 10,
    revokeTokenTypes: ["refresh_token"],
  });
}
